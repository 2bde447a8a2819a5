import { between, pick, type Random } from '../seed/random.js';
import { weighted, wholeBetween } from './chance.js';
import { type Kind, kinds, type Mix, type Plan } from './mix.js';
import { browserProfile, crawlerProfile, type Profile, programProfile } from './profiles.js';

/** Something a person does, after a pause in seconds. */
export type Step = { pause: number } & (
  | { act: 'open' | 'scroll'; thumbnails: number }
  | { act: 'search'; words: string; thumbnails: number }
  /** Only those whom the gallery that they see convinces go on. */
  | { act: 'decide'; plan: Plan }
  | { act: Plain }
  /** So many at a time, with a gap in seconds between the beginnings. */
  | { act: 'pull'; times: number; together: number; gap: number }
);
export type Act = Step['act'];
type Plain = 'enter' | 'look' | 'like' | 'upload' | 'crawl' | 'probe' | 'trespass' | 'leave';

/** What somebody who comes means to do. All of it is decided before, so that a seed gives the same again. */
export interface Visit {
  kind: Kind;
  /** Seconds after those with whom this person comes. */
  delay: number;
  client: 'browser' | 'program' | 'crawler';
  profile: Profile;
  /** Waits out the Retry-After of a 429; others go on trying. */
  patient: boolean;
  /** Seed of what can only be chosen on the spot, such as a picture of those that are shown. */
  seed: number;
  steps: Step[];
}

/** Share of arrivals that are a crowd: a link was shared. */
const CROWDS = 0.03;

/** Who comes at one arrival: one person, or a crowd of visitors. */
export function drawParty(random: Random, mix: Mix): Visit[] {
  const people = kinds.map((kind) => ({ kind, weight: mix[kind] }));
  const { kind } = weighted(random, people);
  if (kind !== 'visitor' || random() >= CROWDS) return [drawVisit(random, kind)];
  const crowd = Array.from({ length: wholeBetween(random, 4, 9) }, () => glance(random));
  return crowd.map((visit) => ({ ...visit, delay: between(random, 0, 5) }));
}

function drawVisit(random: Random, kind: Kind): Visit {
  return kind === 'visitor' ? drawVisitor(random) : members[kind](random);
}

function drawVisitor(random: Random): Visit {
  const { draw } = weighted(random, [
    { weight: 65, draw: browsing },
    { weight: 25, draw: glance },
    { weight: 7, draw: crawling },
    { weight: 3, draw: trespassing },
  ]);
  return draw(random);
}

function visit(random: Random, kind: Kind, client: Visit['client'], steps: Step[], patient = true): Visit {
  const profiles = { browser: browserProfile, program: programProfile, crawler: () => crawlerProfile };
  const profile = profiles[client](random);
  return { kind, delay: 0, client, profile, patient, seed: Math.floor(random() * 2 ** 32), steps };
}

function glance(random: Random): Visit {
  return visit(random, 'visitor', 'browser', [open(random), step(random, 'look', 1, 6)]);
}

function browsing(random: Random): Visit {
  const plan = weighted(random, [
    { weight: 80, plan: 'personal' as const },
    { weight: 15, plan: 'team' as const },
    { weight: 5, plan: 'enterprise' as const },
  ]).plan;
  const steps: Step[] = [open(random)];
  if (random() < 0.4) steps.push(search(random));
  const scrolls = wholeBetween(random, 0, 2);
  for (let i = 0; i < scrolls; i++)
    steps.push({ act: 'scroll', pause: between(random, 1, 6), thumbnails: 8 });
  steps.push(...looks(random, 1, 3));
  steps.push({ act: 'decide', pause: between(random, 2, 8), plan });
  steps.push({
    act: 'pull',
    pause: between(random, 1, 4),
    times: wholeBetween(random, 1, 4),
    together: 1,
    gap: 3,
  });
  if (random() < 0.5) steps.push(step(random, 'like', 1, 4));
  steps.push(step(random, 'leave', 1, 5));
  return visit(random, 'visitor', 'browser', steps);
}

function crawling(random: Random): Visit {
  const steps = Array.from({ length: wholeBetween(random, 4, 12) }, () => step(random, 'crawl', 0.5, 2));
  if (random() < 0.3) steps.push(step(random, 'probe', 1, 2));
  return visit(random, 'visitor', 'crawler', steps);
}

/** Somebody who tries a pull without having an account. */
function trespassing(random: Random): Visit {
  const steps = [step(random, 'crawl', 0, 1), step(random, 'trespass', 1, 3)];
  return visit(random, 'visitor', 'program', steps);
}

const members: Record<Plan, (random: Random) => Visit> = { personal, team, enterprise };

/** A quarter of them wants more than the plan's ten a minute. */
function personal(random: Random): Visit {
  const eager = random() < 0.25;
  const times = eager ? wholeBetween(random, 12, 18) : wholeBetween(random, 3, 7);
  const gap = eager ? between(random, 0.4, 1.5) : between(random, 5, 10);
  const pulls: Step = { act: 'pull', pause: between(random, 1, 4), times, together: 1, gap };
  const steps = [open(random), enter(random), ...looks(random, 0, 2), pulls, ...extras(random)];
  return visit(random, 'personal', 'browser', steps, random() < 0.5);
}

/** A sixth of them wants more than a hundred a minute, or all of a folder at once. */
function team(random: Random): Visit {
  const eager = random() < 1 / 6;
  const times = eager ? wholeBetween(random, 110, 140) : wholeBetween(random, 15, 45);
  const gap = eager ? between(random, 0.15, 0.35) : between(random, 0.8, 1.5);
  const together = eager && random() < 0.5 ? 6 : 1;
  const pulls: Step = { act: 'pull', pause: between(random, 1, 3), times, together, gap: gap * together };
  const patient = random() < 0.7;
  if (random() < 0.5) return visit(random, 'team', 'program', [enter(random), pulls], patient);
  return visit(random, 'team', 'browser', [open(random), enter(random), pulls, ...extras(random)], patient);
}

/** Programs that fetch many at a fast pace, within a thousand a minute. */
function enterprise(random: Random): Visit {
  const bursts = wholeBetween(random, 1, 3);
  const steps = Array.from({ length: bursts }, (): Step => {
    const together = pick(random, [1, 4, 8]);
    const times = wholeBetween(random, 30, 70);
    return {
      act: 'pull',
      pause: between(random, 1, 12),
      times,
      together,
      gap: between(random, 0.1, 0.25) * together,
    };
  });
  return visit(random, 'enterprise', 'program', [enter(random), ...steps]);
}

function open(random: Random): Step {
  return { act: 'open', pause: 0, thumbnails: wholeBetween(random, 8, 16) };
}

function enter(random: Random): Step {
  return step(random, 'enter', 0.2, 2);
}

function looks(random: Random, least: number, most: number): Step[] {
  return Array.from({ length: wholeBetween(random, least, most) }, () => step(random, 'look', 2, 8));
}

function search(random: Random): Step {
  const words = pick(random, ['sea', 'night', 'forest', 'city', 'blue', 'morning', 'map']);
  return { act: 'search', pause: between(random, 2, 6), words, thumbnails: 6 };
}

function extras(random: Random): Step[] {
  const steps: Step[] = [];
  if (random() < 0.4) steps.push(step(random, 'like', 1, 4));
  if (random() < 0.2) steps.push(step(random, 'upload', 2, 8));
  if (random() < 0.15) steps.push(step(random, 'leave', 1, 3));
  return steps;
}

function step(random: Random, act: Plain, least: number, most: number): Step {
  return { act, pause: between(random, least, most) };
}

/** Requests that a step takes on average: the page with its files, session, list, tags; or what else it is. */
function requestsOf(step: Step): number {
  if (step.act === 'open') return 12 + step.thumbnails;
  if (step.act === 'scroll' || step.act === 'search') return 1 + step.thumbnails;
  if (step.act === 'pull') return step.times;
  return step.act === 'look' ? 2 : 1;
}

/** How many of those who decide go on, about: variants differ (conversion.ts). */
const CONVINCED = 0.22;

/** Mean number of requests of one arrival, by drawing a thousand. */
export function requestsPerArrival(random: Random, mix: Mix): number {
  const draws = 1000;
  let sum = 0;
  for (let i = 0; i < draws; i++) {
    for (const { steps } of drawParty(random, mix)) {
      const decision = steps.findIndex(({ act }) => act === 'decide');
      steps.forEach((step, at) => {
        sum += requestsOf(step) * (decision !== -1 && at > decision ? CONVINCED : 1);
      });
    }
  }
  return sum / draws;
}
