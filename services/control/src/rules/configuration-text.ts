import { rulesRefused } from './check.js';

/** Larger ones are for programs alone. Filters take 1 MiB, and white space counts. */
const READABLE_BYTES = 64 * 1024;
/** No filter takes as many levels, and each costs some stack wherever a value is compared or written. */
const DEEPEST = 64;

/**
 * A configuration as it is written to Consul: with line breaks, since people edit it there too.
 *
 * @throws Problem 422 for one that is nested without end.
 */
export function writeText(configuration: unknown): string {
  if (isDeeper(configuration, DEEPEST)) throw rulesRefused('configuration: is nested too deeply');
  const text = JSON.stringify(configuration, null, 2) ?? '';
  return text.length > READABLE_BYTES ? JSON.stringify(configuration) : text;
}

/** What Consul holds as a value; as text, where it is no JSON, or such as no filter takes. */
export function readText(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeper(value, DEEPEST) ? text : value;
  } catch {
    return text;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}
