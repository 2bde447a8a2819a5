import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { randomFrom } from '../seed/random.js';
import { acts } from './acts.js';
import { arrivals } from './arrivals.js';
import { openBrowser } from './browser.js';
import type { Client } from './client.js';
import { type Member, type Members, newMembers, newSession } from './members.js';
import { kinds, type Mix, plans } from './mix.js';
import type { Person, World } from './person.js';
import type { Settings } from './settings.js';
import { newShelf } from './shelf.js';
import type { Tally } from './tally.js';
import { drawParty, requestsPerArrival, type Step, type Visit } from './visits.js';

/** People who are here at the same time, at most. */
const MOST_PEOPLE = 1000;

/** Uploaded pictures that are there at the same time, at most. */
const MOST_PICTURES = 12;

export interface Run {
  /** People who are here now. */
  present(): number;
  /** Resolves when the last one has left. */
  ended: Promise<void>;
  members: Members;
}

/**
 * Lets people come until the signal ends it; those who are here then leave at once.
 * @param client not closed here
 */
export function startRun(
  origin: string,
  client: Client,
  tally: Tally,
  { rate, mix, seed }: Pick<Settings, 'rate' | 'mix' | 'seed'>,
  signal: AbortSignal,
): Run {
  // Everybody who waits for something listens to it.
  setMaxListeners(0, signal);
  const members = newMembers(runName(), randomBytes(12).toString('base64url'), mostMembers(rate, mix));
  const world: World = { members, tally, shelf: newShelf(tally, MOST_PICTURES) };
  const people = new Set<Promise<void>>();
  const begun = performance.now();
  const until = (seconds: number) =>
    delay(Math.max(0, begun + seconds * 1000 - performance.now()), undefined, { signal });

  function welcome(visit: Visit): void {
    if (people.size >= MOST_PEOPLE) {
      tally.turnedAway += 1;
      return;
    }
    const stay = live(visit).finally(() => people.delete(stay));
    people.add(stay);
  }

  async function live(visit: Visit): Promise<void> {
    const random = randomFrom(visit.seed);
    const member = visit.kind === 'visitor' ? undefined : members.next(visit.kind, random);
    const opened = () => openBrowser(origin, client, tally, random, visit);
    if (member) member.own[visit.client] ??= newSession(member, opened());
    const session = member?.own[visit.client];
    const browser = session?.browser ?? opened();
    const use = { kind: visit.kind, signal };
    const person: Person = {
      visit,
      world,
      browser,
      random,
      use,
      session,
      shown: [],
      visible: 0,
      cursor: null,
    };
    tally.came(visit.kind);
    await unlessStopped(signal, () => hereAs(member, () => goThrough(person)));
  }

  async function letThemCome(): Promise<void> {
    const random = randomFrom(seed);
    const perArrival = requestsPerArrival(randomFrom(seed + 1), mix);
    // Somebody is there from the beginning.
    for (const visit of drawParty(random, mix)) welcome(visit);
    for (const time of arrivals(random, rate / perArrival)) {
      await until(time);
      for (const visit of drawParty(random, mix)) welcome(visit);
    }
  }

  const coming = unlessStopped(signal, letThemCome);
  return {
    present: () => people.size,
    members,
    ended: coming.then(async () => {
      await Promise.all(people);
    }),
  };
}

async function goThrough(person: Person): Promise<void> {
  const { visit, use } = person;
  await delay(visit.delay * 1000, undefined, { signal: use.signal });
  for (const step of visit.steps) {
    await delay(step.pause * 1000, undefined, { signal: use.signal });
    if ((await take(person, step)) === 'leaves') return;
  }
}

function take<S extends Step>(person: Person, step: S): Promise<'leaves' | undefined> {
  const act = acts[step.act] as (person: Person, step: S) => Promise<'leaves' | undefined>;
  return act(person, step);
}

async function hereAs(member: Member | undefined, stay: () => Promise<void>): Promise<void> {
  if (member) member.here += 1;
  try {
    await stay();
  } finally {
    if (member) member.here -= 1;
  }
}

async function unlessStopped(signal: AbortSignal, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Accounts of each plan, so that those who keep to their plan seldom share one with many. */
function mostMembers(rate: number, mix: Mix) {
  const total = Math.min(150, Math.max(24, Math.round(rate * 1.5)));
  const sum = kinds.reduce((all, kind) => all + mix[kind], 0);
  // Visitors who are convinced become members too, of whatever plan.
  const share = (kind: (typeof plans)[number]) => (mix[kind] + mix.visitor * 0.1) / sum;
  const whole = plans.reduce((all, plan) => all + share(plan), 0);
  const most = (plan: (typeof plans)[number]) => Math.max(2, Math.round((total * share(plan)) / whole));
  return { personal: most('personal'), team: most('team'), enterprise: most('enterprise') };
}

function runName(): string {
  return randomBytes(3).toString('hex');
}
