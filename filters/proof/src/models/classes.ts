/** Class of service, decided on what a visitor is rather than on what their headers say. */
import type { AdmissionLog } from './admissions.js';

export type Device = 'desktop' | 'mobile' | 'tablet' | 'bot' | 'unknown';

export interface ModelVisitor {
  plan: string | undefined;
  country: string | undefined;
  /** With weights in thousandths, in the order of the header. */
  languages: { tag: string; weight: number }[];
  device: Device;
}

export interface ModelRule {
  class: string;
  when: {
    plan?: string[];
    country?: string[];
    language?: string[];
    device?: Device[];
    activity?: { requests: number; window: number };
  };
}

/**
 * The classes that a visitor may be served in: more than one only where a sliding window with sub-buckets may still hold
 * what an exact one does not.
 *
 * @param activity of the visitor in the window, the present request not included; undefined for nobody in particular
 */
export function classesOf(
  rules: readonly ModelRule[],
  otherwise: string,
  visitor: ModelVisitor,
  activity: (window: number) => { least: number; most: number } | undefined,
): Set<string> {
  const possible = new Set<string>();
  for (const { class: name, when } of rules) {
    if (!fits(when, visitor)) continue;
    if (!when.activity) return possible.add(name);
    const seen = activity(when.activity.window);
    if (!seen || seen.most + 1 < when.activity.requests) continue;
    possible.add(name);
    if (seen.least + 1 >= when.activity.requests) return possible;
  }
  return possible.add(otherwise);
}

/** What is known of a visitor's activity. */
export function activityIn(log: AdmissionLog, now: number): { least: number; most: number } {
  return { least: log.least(now), most: log.most(now) };
}

function fits(when: ModelRule['when'], { plan, country, languages, device }: ModelVisitor): boolean {
  if (when.plan && !among(when.plan, plan)) return false;
  if (when.country && !among(when.country, country)) return false;
  if (when.device && !when.device.includes(device)) return false;
  return !when.language || when.language.some((range) => speaks(favourite(languages), range));
}

function among(wanted: readonly string[], value: string | undefined): boolean {
  return wanted.some((one) => one.toLowerCase() === value?.toLowerCase());
}

/** The language of the highest weight; of several the first. One of weight 0 is none. */
function favourite(languages: ModelVisitor['languages']): string | undefined {
  const highest = Math.max(...languages.map(({ weight }) => weight), 0);
  return highest === 0 ? undefined : languages.find(({ weight }) => weight === highest)?.tag;
}

function speaks(language: string | undefined, range: string): boolean {
  return `${language?.toLowerCase()}-`.startsWith(`${range.toLowerCase()}-`);
}
