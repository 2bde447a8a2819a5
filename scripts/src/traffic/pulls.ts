import { setTimeout as delay } from 'node:timers/promises';
import { pick } from '../seed/random.js';
import { popular } from './chance.js';
import { headerOf } from './client.js';
import { authorized, type Session } from './members.js';
import type { Person, Shown } from './person.js';
import type { Step } from './visits.js';

/** What people ask for: few sizes, since all of them are made from a page's controls or a program's settings. */
const renditions = ['', '?w=320', '?w=640', '?w=640&format=webp', '?w=1024&h=768&fit=cover', '?w=1280'];

/** What browsers ask for in an `<img>`. */
export const acceptImage = 'image/avif,image/webp,image/*;q=0.9,application/problem+json;q=0.5';

/** Longer than this nobody waits, in seconds: a window, and a little. */
const PATIENCE = 75;

/** Pulls as a step says. Whoever is patient waits out a Retry-After, tries once more, and then goes on. */
export async function pullSome(person: Person, step: Extract<Step, { act: 'pull' }>): Promise<undefined> {
  const { session, use } = person;
  if (!session) return;
  for (let left = step.times; left > 0; left -= step.together) {
    const together = Math.min(step.together, left);
    const waits = await Promise.all(Array.from({ length: together }, () => pullOnce(person, session)));
    const wait = Math.max(...waits);
    if (wait > 0 && person.visit.patient) {
      await delay(wait * 1000, undefined, { signal: use.signal });
      await pullOnce(person, session, true);
    }
    if (left > together) await delay(step.gap * 1000, undefined, { signal: use.signal });
  }
}

/** @returns seconds to wait before the next, 0 when this one was not refused */
async function pullOnce(person: Person, session: Session, waited = false): Promise<number> {
  const picture = choose(person);
  if (!picture) return 0;
  const path = `/api/images/${picture.id}/pull${pick(person.random, renditions)}`;
  const answer = await authorized(session, 'pull', path, person.use, { headers: { accept: acceptImage } });
  person.world.tally.decision(session.member.plan, answer, waited);
  if (answer.status !== 429) return 0;
  return Math.min(PATIENCE, Number(headerOf(answer.headers, 'retry-after') ?? 1));
}

/** Some pictures are liked better than others. */
export function choose({ random, shown }: Person): Shown | undefined {
  return popular(random, shown);
}
