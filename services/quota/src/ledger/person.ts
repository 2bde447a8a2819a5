import type { LeaseGrant, LeaseRequest } from '../protocol.js';

/** Units that count against a person until a time. */
export interface Grant {
  lease: string;
  units: number;
  /** Ledger time in ms at which they no longer count. */
  end: number;
  /** Window in s of the plan they were granted on; 0 when the lease can no longer be spent. */
  window: number;
  /** Whether they were admitted without a lease and reported under this id. */
  reported: boolean;
}

/** What counts against one person. */
export interface Person {
  /** By `end`, the earliest first. */
  grants: Grant[];
  /** Sum of their units. */
  used: number;
}

/** A list that is longer is made coarser, so that no plan, however large, makes a person large. */
export const MOST_GRANTS = 1024;

export function newPerson(): Person {
  return { grants: [], used: 0 };
}

/** Drops what no longer counts. */
export function expire(person: Person, now: number): void {
  let dead = 0;
  for (const { end, units } of person.grants) {
    if (end > now) break;
    person.used -= units;
    dead += 1;
  }
  if (dead > 0) person.grants = person.grants.slice(dead);
}

/**
 * The holder of a lease will spend no more of it: what it did not spend is free again, and the rest counts for a
 * window from now, in which all of it was surely spent before.
 *
 * @returns the lease as it counts now; undefined when it is not known or was closed before.
 */
export function close(person: Person, lease: string, spent: number, now: number): Grant | undefined {
  const open = find(person, lease, false);
  if (!open || open.window === 0) return undefined;
  const end = Math.min(open.end, now + open.window * 1000);
  const closed = { ...open, units: Math.min(open.units, spent), end, window: 0 };
  put(person, closed);
  return closed;
}

/**
 * Grants a lease as far as the plan allows, and counts what was admitted without one.
 * The same lease id again is answered by the same units, or by none if that lease was closed since.
 *
 * @returns the answer, and what counts differently now.
 */
export function lease(
  person: Person,
  request: LeaseRequest,
  now: number,
): { answer: LeaseGrant; changed: Grant[] } {
  const changed = known(person, request.lease) ? renew(person, request, now) : grant(person, request, now);
  for (const one of changed) put(person, one);
  const granted = changed.find(({ reported }) => !reported)?.units ?? 0;
  return { answer: { lease: request.lease, granted, ...outlook(person, request, now) }, changed };
}

/** Puts a grant in its place, instead of the one that has its id. */
export function put(person: Person, grant: Grant): void {
  const old = find(person, grant.lease, grant.reported);
  const others = old ? person.grants.filter((one) => one !== old) : person.grants;
  person.used += grant.units - (old?.units ?? 0);
  let place = others.length;
  while (place > 0 && (others[place - 1] as Grant).end > grant.end) place -= 1;
  // An array that grows has room to spare, which for most people would be more than what it holds.
  person.grants = others.toSpliced(place, 0, grant);
  if (person.grants.length > MOST_GRANTS) person.grants = coarser(person.grants);
}

function find(person: Person, lease: string, reported: boolean): Grant | undefined {
  return person.grants.find((grant) => grant.lease === lease && grant.reported === reported);
}

function known(person: Person, lease: string): boolean {
  return person.grants.some((grant) => grant.lease === lease);
}

function grant(
  person: Person,
  { lease, limit, window, want, ttl, spent }: LeaseRequest,
  now: number,
): Grant[] {
  const units = Math.min(want, Math.max(0, limit - person.used - spent));
  const until = now + window * 1000;
  const changed: Grant[] = [];
  if (spent > 0) changed.push({ lease, units: spent, end: until, window: 0, reported: true });
  if (units > 0) changed.push({ lease, units, end: until + ttl, window, reported: false });
  return changed;
}

/** The holder counts the time to live from when it sent its last attempt, so the lease lasts from this one too. */
function renew(person: Person, { lease, window, ttl }: LeaseRequest, now: number): Grant[] {
  const open = find(person, lease, false);
  if (!open || open.window === 0) return [];
  return [{ ...open, end: Math.max(open.end, now + window * 1000 + ttl) }];
}

function outlook(
  person: Person,
  { limit, window }: LeaseRequest,
  now: number,
): Omit<LeaseGrant, 'lease' | 'granted'> {
  const remaining = Math.max(0, limit - person.used);
  if (person.used === 0 && limit > 0) return { remaining, reset: 0, retryAfter: 0 };
  // With one unit to grant, the next that expires makes it more; with none, so many must expire that there is one.
  const excess = remaining > 0 ? 1 : person.used - limit + 1;
  // A plan of no units never has one: it is worth asking whether the plan is another one by then.
  const reset = untilFree(person, excess, now) ?? window * 1000;
  return { remaining, reset, retryAfter: remaining > 0 ? 0 : reset };
}

/** Milliseconds until at least so many units no longer count; undefined when there are not so many. */
function untilFree(person: Person, units: number, now: number): number | undefined {
  let freed = 0;
  for (const grant of person.grants) {
    freed += grant.units;
    if (freed >= units) return grant.end - now;
  }
  return undefined;
}

/** Makes one of each two neighbours in the older half: both count until the later end, so never too short. */
function coarser(grants: Grant[]): Grant[] {
  const older = MOST_GRANTS / 2;
  const merged: Grant[] = [];
  for (let i = 0; i < older; i += 2) {
    const [first, second] = [grants[i] as Grant, grants[i + 1] as Grant];
    merged.push({ ...second, units: first.units + second.units, window: 0 });
  }
  return [...merged, ...grants.slice(older)];
}
