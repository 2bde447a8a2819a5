/**
 * What a sidecar holds of one user's plan, free of host calls: the leases that the ledger has granted, what it has
 * said of the rest, and what was admitted without it. All this is kept in the annex of the user's count, so that all
 * workers spend from the same leases, and to spend costs no more than to count.
 *
 *   annex = limit u32, window u32 (the terms that it holds for), remaining u32, unreported u32, reset at u64,
 *           denied at u64, denied until u64, asked at u64, spent since u32, ahead u32, asking until u64, 2 × slot
 *   slot  = lease u64 (0: empty), start u64, end u64, granted u32, left u32
 *
 * Times are nanoseconds since 1970.
 */
import { Plan } from './policy';

/** Bytes of an annex. */
export const ANNEX: i32 = 128;

const LIMIT: usize = 0;
const WINDOW: usize = 4;
const REMAINING: usize = 8;
const UNREPORTED: usize = 12;
const RESET_AT: usize = 16;
const DENIED_AT: usize = 24;
const DENIED_UNTIL: usize = 32;
const ASKED_AT: usize = 40;
const SPENT: usize = 48;
const AHEAD: usize = 52;
const ASKING_UNTIL: usize = 56;
const FIRST: usize = 64;
const SECOND: usize = 96;

const START: usize = 8;
const END: usize = 16;
const GRANTED: usize = 24;
const LEFT: usize = 28;

export const MILLISECOND: u64 = 1_000_000;
/** The last part of a lease, which nobody spends: for wall clocks that step meanwhile, and the way to the ledger. */
export const MARGIN_MS: u32 = 250;
/** For how long units that were asked for ahead of demand may be spent. */
export const AHEAD_MS: u32 = 2250;
/** For how long beyond the time of a call requests may be given the units that they have waited for: workers may be busy. */
export const DIRECT_MS: u32 = 150;
/** Smaller plans are asked for as requests come, so that no unit lies about in a sidecar. */
const LEAST_LIMIT_AHEAD: u64 = 300;
/** The most that a sidecar takes ahead, of a hundred units of a plan. */
const PER_CENT_AHEAD: u64 = 4;

/** The most units that a sidecar asks for before there are requests for them; 0 for a small plan. */
export function mostAhead(limit: u64): u64 {
  return limit < LEAST_LIMIT_AHEAD ? 0 : (limit * PER_CENT_AHEAD) / 100;
}

/** Opened on one annex after the other: made once per VM. Who changes it must store it. */
@final
export class Leases {
  /**
   * How many leases have ended since `open`, which ones, and how much of each was spent: they are to be closed. Never
   * more than the slots that were filled then, for what is kept since does not end before the next.
   */
  ended: i32 = 0;
  readonly endedLeases: StaticArray<u64> = new StaticArray<u64>(2);
  readonly endedSpent: StaticArray<u32> = new StaticArray<u32>(2);
  private at: usize = 0;
  private now: u64 = 0;

  /** Opens an annex, for whatever plan it holds. Leases whose time is over end. */
  open(annex: usize, now: u64): Leases {
    this.at = annex;
    this.now = now;
    this.ended = 0;
    this.endIfOver(annex + FIRST, now);
    this.endIfOver(annex + SECOND, now);
    return this;
  }

  /** Opens an annex for a plan. If it holds for another one all that ends, since a plan that changes holds at once. */
  openFor(annex: usize, plan: Plan, now: u64): Leases {
    this.open(annex, now);
    if (this.isFor(plan)) return this;
    this.endAll();
    store<u32>(annex, <u32>plan.limit, LIMIT);
    store<u32>(annex, <u32>plan.window, WINDOW);
    this.learn(0, 0);
    this.allow();
    store<u64>(annex, 0, ASKING_UNTIL);
    return this;
  }

  /** The terms of the plan that it holds for; a window of 0: nothing was ever held. */
  get limit(): u32 {
    return load<u32>(this.at, LIMIT);
  }

  get window(): u32 {
    return load<u32>(this.at, WINDOW);
  }

  isFor(plan: Plan): bool {
    return this.limit == <u32>plan.limit && this.window == <u32>plan.window;
  }

  /** Units in hand. */
  get units(): u64 {
    return <u64>load<u32>(this.at, FIRST + LEFT) + load<u32>(this.at, SECOND + LEFT);
  }

  /** Units in hand, and those that nobody had when the ledger last answered. */
  get remaining(): u64 {
    return this.units + load<u32>(this.at, REMAINING);
  }

  /** Nanoseconds until the ledger has more to give than it said, by its last answer; 0 if that is past. */
  get reset(): u64 {
    return until(load<u64>(this.at, RESET_AT), this.now);
  }

  /** Nanoseconds until the ledger has anything to give, by its last answer; 0 if that is past, or it has. */
  get denied(): u64 {
    // A clock behind the denial has stepped: nobody knows how long it still holds.
    return this.now < load<u64>(this.at, DENIED_AT) ? 0 : until(load<u64>(this.at, DENIED_UNTIL), this.now);
  }

  /** Whether a worker has asked for units ahead of demand, and may still be answered. */
  get isAsking(): bool {
    return this.now >= load<u64>(this.at, ASKED_AT) && this.now < load<u64>(this.at, ASKING_UNTIL);
  }

  /** Whether what is in hand should be looked after. */
  get isHolding(): bool {
    return load<u64>(this.at, FIRST) != 0 || load<u64>(this.at, SECOND) != 0;
  }

  /** Whether it is time to ask for the next lease: of the last one a quarter is left, or a unit. */
  get isLow(): bool {
    const first = load<u32>(this.at, FIRST + LEFT);
    const second = load<u32>(this.at, SECOND + LEFT);
    const granted = load<u32>(this.at + (first > second ? FIRST : SECOND), GRANTED);
    return <u64>first + second <= max(granted / 4, 1);
  }

  /** Units that were admitted without a lease, and of which the ledger has not heard. */
  get unreported(): u32 {
    return load<u32>(this.at, UNREPORTED);
  }

  set unreported(units: u32) {
    store<u32>(this.at, units, UNREPORTED);
  }

  /** Takes `cost` units from the leases in hand, first from the one that ends first; false if they do not suffice. */
  spend(cost: u64): bool {
    if (this.units < cost) return false;
    const isFirst = load<u64>(this.at, FIRST + END) <= load<u64>(this.at, SECOND + END);
    const older = this.at + (isFirst ? FIRST : SECOND);
    const newer = this.at + (isFirst ? SECOND : FIRST);
    const fromOlder = min(<u32>cost, load<u32>(older, LEFT));
    store<u32>(older, load<u32>(older, LEFT) - fromOlder, LEFT);
    store<u32>(newer, load<u32>(newer, LEFT) - (<u32>cost - fromOlder), LEFT);
    this.noteSpent(<u32>cost);
    return true;
  }

  /** Notes that units were spent at once, as they were granted. */
  noteSpent(units: u32): void {
    store<u32>(this.at, load<u32>(this.at, SPENT) + units, SPENT);
  }

  /**
   * Units to ask for ahead of demand: as many as may be spent before they end, by what was spent since the last time,
   * after those in hand, and at most twice as many as then. A single one would more likely be given back than spent.
   *
   * @param most see `mostAhead`
   */
  aheadOf(most: u64): u32 {
    const elapsed = max(until(this.now, load<u64>(this.at, ASKED_AT)) / MILLISECOND, 1);
    const demand = until((<u64>load<u32>(this.at, SPENT) * AHEAD_MS) / elapsed, this.units);
    if (demand < 2) return 0;
    return <u32>min(min(most, demand), max(<u64>load<u32>(this.at, AHEAD) * 2, 1));
  }

  /**
   * Notes that so many units are asked for ahead of demand. Leases that are spent end: the same call can close them.
   *
   * @param wait nanoseconds for which no other worker needs to
   */
  ask(ahead: u32, wait: u64): void {
    store<u32>(this.at, ahead, AHEAD);
    store<u32>(this.at, 0, SPENT);
    store<u64>(this.at, this.now, ASKED_AT);
    store<u64>(this.at, this.now + wait, ASKING_UNTIL);
    this.endSpent();
  }

  /** Notes that nobody asks any more. */
  asked(): void {
    store<u64>(this.at, 0, ASKING_UNTIL);
  }

  /** Notes what the ledger has said: units that nobody has, and nanoseconds until they become more. */
  learn(remaining: u32, reset: u64): void {
    store<u32>(this.at, remaining, REMAINING);
    store<u64>(this.at, this.now + reset, RESET_AT);
  }

  /** Notes that the ledger has nothing to give for so many nanoseconds. */
  deny(duration: u64): void {
    store<u64>(this.at, this.now, DENIED_AT);
    store<u64>(this.at, this.now + duration, DENIED_UNTIL);
  }

  /** Notes that the ledger has something to give. */
  allow(): void {
    store<u64>(this.at, 0, DENIED_UNTIL);
  }

  /** Puts the rest of a lease with the others in hand; false if there is no room, and it is to be closed. */
  keep(lease: u64, start: u64, end: u64, granted: u32, left: u32): bool {
    let slot = this.at + FIRST;
    if (load<u32>(slot, LEFT) > 0) slot = this.at + SECOND;
    if (load<u32>(slot, LEFT) > 0) return false;
    this.endSlot(slot);
    store<u64>(slot, lease);
    store<u64>(slot, start, START);
    store<u64>(slot, end, END);
    store<u32>(slot, granted, GRANTED);
    store<u32>(slot, left, LEFT);
    return true;
  }

  endAll(): void {
    this.endSlot(this.at + FIRST);
    this.endSlot(this.at + SECOND);
  }

  private endSpent(): void {
    if (load<u32>(this.at, FIRST + LEFT) == 0) this.endSlot(this.at + FIRST);
    if (load<u32>(this.at, SECOND + LEFT) == 0) this.endSlot(this.at + SECOND);
  }

  private endIfOver(slot: usize, now: u64): void {
    // A clock behind the start of a lease has stepped: nobody knows how old it is.
    if (now < load<u64>(slot, START) || now >= load<u64>(slot, END)) this.endSlot(slot);
  }

  /** Empties a slot. What was left in it goes back, so that a denial does not hold any more. */
  private endSlot(slot: usize): void {
    const lease = load<u64>(slot);
    if (lease == 0) return;
    const left = load<u32>(slot, LEFT);
    unchecked((this.endedLeases[this.ended] = lease));
    unchecked((this.endedSpent[this.ended] = load<u32>(slot, GRANTED) - left));
    this.ended++;
    memory.fill(slot, 0, SECOND - FIRST);
    if (left > 0) this.allow();
  }
}

@inline
function until(time: u64, now: u64): u64 {
  return time > now ? time - now : 0;
}
