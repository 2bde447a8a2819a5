/**
 * A sliding window, free of host calls. A count is 61 sub-buckets of window/60 each: the present one, which
 * is not over yet, and the 60 before it. Together they cover any interval of `window` seconds that ends now,
 * so that no such interval ever holds more than the limit; at most one sub-bucket of it is left unused.
 *
 * Counts of up to `WAYS` owners share a value of the shared data (a set), found by the hash of the owner:
 *
 *   set   = count*    (at most WAYS, the expired are left out)
 *   count = owner u64, sub-bucket length u64 (ns), newest sub-bucket u64 (time / length),
 *           61 × u32 by age, padding, and the annex: what else a filter keeps of an owner
 *
 * A count knows no limit: one that changes holds at once, for what was counted before. When the window itself
 * changes, each sub-bucket moves as a whole into the new one that holds its end.
 */
import { allocate } from './arena';
import { lengthOf, NOTHING, pointerOf, View, viewOf } from './view';

/** Owners whose counts can share a set. When one more comes, the one idle for longest is evicted. */
export const WAYS: i32 = 8;

const BUCKETS: i32 = 61;
const COUNTS: usize = 24;
const SIZE: i32 = 272;
const SECOND: u64 = 1_000_000_000;

/** Length of a sub-bucket in nanoseconds: 60 of them are never shorter than the window. */
export function subBucketOf(window: u64): u64 {
  return (window * SECOND + 59) / 60;
}

/** What a request finds: made once per VM and reused. */
@final
export class Allowance {
  /** The set as it is to be stored, if `changed`; lasts until the callback returns. */
  set: View = NOTHING;
  /** Address of the owner's annex in `set`, 8-byte aligned; zeros for an owner who is new. Who writes there sets `changed`. */
  annex: usize = 0;
  /** Whether the owner was in the set. */
  known: bool = false;
  admitted: bool = false;
  /** Whether the set must be stored: a refusal changes it only after the clock has stepped back. */
  changed: bool = false;
  /** Units left, after this request. */
  remaining: u64 = 0;
  /** Seconds until `remaining` begins to grow, rounded up, at least 1. */
  reset: u64 = 0;
  /** Seconds until this very request could be admitted, rounded up; never less than `reset`. */
  retryAfter: u64 = 0;
  /** Whether another owner's live count had to go. */
  evicted: bool = false;
  /** Nanoseconds since 1970: when the set was opened. */
  now: u64 = 0;
  private count: usize = 0;
  private readonly size: i32;

  /** @param annexSize bytes that a filter keeps beside each count, a multiple of 8 */
  constructor(annexSize: i32 = 0) {
    this.size = SIZE + annexSize;
  }

  /**
   * Opens a set and brings the owner's count in it to the present.
   *
   * @param stored the set as it was read; what is no set counts as empty
   * @param subBucket nanoseconds, or 0: as long as they are. An owner who is new then gets none, and must not be stored.
   * @param now nanoseconds, read after `stored` was
   */
  open(stored: View, owner: u64, subBucket: u64, now: u64): Allowance {
    const count = this.copyLive(stored, owner, now);
    this.count = count;
    this.annex = count + SIZE;
    this.now = now;
    this.admitted = false;
    this.known = load<u64>(count, 8) != 0;
    const length = subBucket != 0 ? subBucket : load<u64>(count, 8);
    this.changed = length != 0 && age(count, length, now);
    return this;
  }

  /**
   * Asks for `cost` units in the name of the owner.
   *
   * @param limit units in any `60 * subBucket` nanoseconds
   */
  take(limit: u64, cost: u64): Allowance {
    const used = this.used();
    this.admitted = cost <= limit && used <= limit - cost;
    if (this.admitted) this.add(cost);
    const after = this.admitted ? used + cost : used;
    this.remaining = after < limit ? limit - after : 0;
    this.reset = secondsUntilFreed(this.count, 1, this.now);
    if (this.admitted) return this;
    const excess = cost > limit ? after : after + cost - limit;
    this.retryAfter = secondsUntilFreed(this.count, max(excess, 1), this.now);
    return this;
  }

  /** Counts units that somebody else has admitted. */
  add(units: u64): void {
    const present = this.count + COUNTS;
    store<u32>(present, load<u32>(present) + <u32>units);
    this.changed = true;
  }

  /** Units that count at present. */
  used(): u64 {
    return sum(this.count);
  }

  /** The answer when nothing can be counted. */
  refuse(): Allowance {
    this.admitted = false;
    this.changed = false;
    this.evicted = false;
    this.remaining = 0;
    this.reset = 1;
    this.retryAfter = 1;
    return this;
  }

  /**
   * Copies the set without what has expired, and with a count of `owner` as its first; returns that count.
   */
  private copyLive(stored: View, owner: u64, now: u64): usize {
    const size = this.size;
    const length = lengthOf(stored);
    const from = pointerOf(stored);
    const to = allocate(size * (WAYS + 1));
    memory.fill(to, 0, size);
    store<u64>(to, owner);
    this.evicted = false;
    let others = 0;
    for (let at = 0; at + size <= length && others < WAYS + 1; at += size) {
      const entry = from + at;
      if (load<u64>(entry) == owner) {
        memory.copy(to, entry, size);
      } else if (isLive(entry, now) && others < WAYS) {
        others++;
        memory.copy(to + others * size, entry, size);
      }
    }
    if (others == WAYS) {
      dropIdlest(to + size, others, size);
      others--;
      this.evicted = true;
    }
    this.set = viewOf(to, size * (1 + others));
    return to;
  }
}

/** Whether any of its sub-buckets still counts. An entry from the future (the clock stepped back) does. */
function isLive(entry: usize, now: u64): bool {
  const length = load<u64>(entry, 8);
  if (length == 0) return false;
  const newest = load<u64>(entry, 16);
  const present = now / length;
  return present < newest + BUCKETS;
}

/** Drops, of the `count` entries of `size` at `entries`, the one whose newest sub-bucket is the oldest. */
function dropIdlest(entries: usize, count: i32, size: i32): void {
  let idlest = entries;
  for (let i = 1; i < count; i++) {
    const entry = entries + i * size;
    if (lastUse(entry) < lastUse(idlest)) idlest = entry;
  }
  memory.copy(idlest, entries + (count - 1) * size, size);
}

@inline
function lastUse(entry: usize): u64 {
  return load<u64>(entry, 8) * load<u64>(entry, 16);
}

/** Brings a count to the present, in sub-buckets of `length`; returns whether the clock had stepped back. */
function age(entry: usize, length: u64, now: u64): bool {
  if (load<u64>(entry, 8) == 0) {
    store<u64>(entry, length, 8);
    store<u64>(entry, now / length, 16);
    memory.fill(entry + COUNTS, 0, BUCKETS * 4);
    return false;
  }
  // `now` was read after the count was, so only a clock that stepped back is behind it. What was counted is
  // then taken to have happened later than it did: nobody gains by a step, and it all expires one window
  // after it.
  const present = now / load<u64>(entry, 8);
  const redated = present < load<u64>(entry, 16);
  if (redated) store<u64>(entry, present, 16);
  if (load<u64>(entry, 8) != length) resize(entry, length, now);
  shift(entry, now / length);
  return redated;
}

/** Moves what is older than the newest sub-bucket on by as many places as have passed. */
function shift(entry: usize, present: u64): void {
  const passed = present - load<u64>(entry, 16);
  if (passed == 0) return;
  store<u64>(entry, present, 16);
  const counts = entry + COUNTS;
  if (passed >= <u64>BUCKETS) {
    memory.fill(counts, 0, BUCKETS * 4);
    return;
  }
  const places = <i32>passed * 4;
  memory.copy(counts + places, counts, BUCKETS * 4 - places);
  memory.fill(counts, 0, places);
}

/**
 * Counts again in sub-buckets of another length: each goes where its end falls, at the latest to the present.
 */
function resize(entry: usize, length: u64, now: u64): void {
  const counts = entry + COUNTS;
  const old = allocate(BUCKETS * 4);
  memory.copy(old, counts, BUCKETS * 4);
  memory.fill(counts, 0, BUCKETS * 4);
  const oldLength = load<u64>(entry, 8);
  const oldNewest = load<u64>(entry, 16);
  const newest = now / length;
  for (let i = 0; i < BUCKETS; i++) {
    const amount = load<u32>(old + i * 4);
    if (amount == 0) continue;
    const end = (oldNewest - i + 1) * oldLength - 1;
    const age = newest - min(end / length, newest);
    if (age >= <u64>BUCKETS) continue;
    const place = counts + <usize>age * 4;
    store<u32>(place, load<u32>(place) + amount);
  }
  store<u64>(entry, length, 8);
  store<u64>(entry, newest, 16);
}

function sum(entry: usize): u64 {
  let total: u64 = 0;
  for (let i = 0; i < BUCKETS; i++) total += load<u32>(entry + COUNTS + i * 4);
  return total;
}

/** Seconds until at least `units` of the count have expired, or (if it holds fewer) all of it has. */
function secondsUntilFreed(entry: usize, units: u64, now: u64): u64 {
  const length = load<u64>(entry, 8);
  const newest = load<u64>(entry, 16);
  let freed: u64 = 0;
  for (let i = BUCKETS - 1; i >= 0; i--) {
    freed += load<u32>(entry + COUNTS + i * 4);
    if (freed < units && i > 0) continue;
    const expires = (newest - i + BUCKETS) * length;
    return max((expires - now + SECOND - 1) / SECOND, 1);
  }
  return 1;
}
