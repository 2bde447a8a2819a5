/**
 * The accounts of users in the data that the workers share: what each has taken in this sidecar, and the leases to
 * take from. Every change is read, made and written with compare-and-swap, so that it happens once and as a whole,
 * whatever other workers do at the time.
 */
import { Allowance, ATTEMPTS, SharedCounts, Status } from '@imagehub/filter-sdk/assembly';
import { ClosedLeases } from './closed-leases';
import { Held } from './held';
import { ANNEX, Leases, MILLISECOND, mostAhead } from './leases';
import { Plan } from './policy';
import { AnswerReader } from './wire';

/** The units that users have taken: by user alone, whatever their plan. */
export const counts = new SharedCounts('counts2', ANNEX);
/** What this worker has to tell the ledger, and whom it looks after: for all its configurations together. */
export const closedLeases = new ClosedLeases();
export const held = new Held();

const leases = new Leases();
const SECOND: u64 = 1_000_000_000;
/** What a report can hold. */
const MOST_UNREPORTED: u32 = 1_000_000_000;

export const enum Verdict {
  Admitted,
  Refused,
  /** Neither: the ledger must be asked. */
  Open,
  /** Nobody can tell, and the configuration says to refuse then. */
  Unavailable,
}

/** What became of a request; there is one, and it holds until the next decision. */
@final
export class Outcome {
  verdict: Verdict = Verdict.Refused;
  /** Units left. */
  remaining: u64 = 0;
  /** Seconds until `remaining` begins to grow, and until the request would pass: at least 1. */
  reset: u64 = 1;
  retryAfter: u64 = 1;
  /** Whether another user's count had to go. */
  evicted: bool = false;
  /** Whether the ledger had no part in it. */
  isAlone: bool = false;
  /** Whether the account says that this worker asks for units ahead of demand, and how many. */
  asks: bool = false;
  ahead: u32 = 0;
  /** Admissions to report. */
  report: u32 = 0;
  /** Nanoseconds since 1970. */
  now: u64 = 0;

  clear(): void {
    this.verdict = Verdict.Refused;
    this.remaining = 0;
    this.reset = 1;
    this.retryAfter = 1;
    this.evicted = false;
    this.isAlone = false;
    this.asks = false;
    this.ahead = 0;
    this.report = 0;
  }

  /** Takes over what a count has decided. */
  take(allowance: Allowance): void {
    this.verdict = allowance.admitted ? Verdict.Admitted : Verdict.Refused;
    this.remaining = allowance.remaining;
    this.reset = allowance.reset;
    this.retryAfter = allowance.retryAfter;
    this.evicted = allowance.evicted && allowance.changed;
  }

  /** @param reset nanoseconds */
  admit(remaining: u64, reset: u64): void {
    this.clear();
    this.verdict = Verdict.Admitted;
    this.remaining = remaining;
    this.reset = seconds(reset);
  }

  /** Nobody can tell. */
  deny(): void {
    this.clear();
    this.verdict = Verdict.Unavailable;
    this.isAlone = true;
  }

  /** Refuses for so many nanoseconds. */
  refuse(remaining: u64, duration: u64): void {
    this.verdict = Verdict.Refused;
    this.remaining = remaining;
    this.retryAfter = seconds(duration);
    this.reset = min(this.reset, this.retryAfter);
  }
}

export const outcome = new Outcome();

/** Rounded up, at least 1. */
function seconds(nanoseconds: u64): u64 {
  return max((nanoseconds + SECOND - 1) / SECOND, 1);
}

/** Stores a changed account; `CasMismatch`: another worker was faster, read it again. */
function save(owner: u64): i32 {
  const status = counts.write();
  if (status == Status.Ok) closeEnded(owner);
  return status;
}

/** To be called once the account is stored without them: nobody can spend of them any more. */
function closeEnded(owner: u64): void {
  for (let i = 0; i < leases.ended; i++) closedLeases.add(owner, leases.endedLeases[i], leases.endedSpent[i]);
}

/** Counts in this sidecar alone, as without a ledger. */
export function take(plan: Plan, owner: u64, cost: u64): void {
  outcome.clear();
  outcome.take(counts.take(owner, plan.limit, plan.subBucket, cost));
}

/**
 * Takes `cost` units from the leases in hand; `Open` if they do not suffice, and the ledger may have more.
 *
 * @param mayAsk whether the caller asks the ledger if `outcome` says so
 * @param wait nanoseconds that an answer takes at most
 */
export function spend(plan: Plan, owner: u64, cost: u64, mayAsk: bool, wait: u64): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    outcome.clear();
    const allowance = counts.read(owner, plan.subBucket);
    if (!allowance) return;
    outcome.now = allowance.now;
    leases.openFor(allowance.annex, plan, allowance.now);
    outcome.reset = seconds(leases.reset);
    if (leases.spend(cost)) {
      outcome.verdict = Verdict.Admitted;
      allowance.add(cost);
    } else if (cost > plan.limit || leases.denied > 0) {
      outcome.refuse(leases.remaining, cost > plan.limit ? plan.window * SECOND : leases.denied);
      return;
    } else {
      outcome.verdict = Verdict.Open;
    }
    outcome.remaining = leases.remaining;
    if (mayAsk) ask(plan, allowance, wait);
    if (outcome.verdict == Verdict.Open && !allowance.changed && leases.ended == 0) return;
    outcome.evicted = allowance.evicted;
    const status = save(owner);
    if (status == Status.Ok) return;
    if (status != Status.CasMismatch) break;
  }
  outcome.clear();
}

/** Decides whether this worker asks for units ahead of demand, and notes it, so that no other one does. */
function ask(plan: Plan, allowance: Allowance, wait: u64): void {
  const isOpen = outcome.verdict == Verdict.Open;
  const most = mostAhead(plan.limit);
  if (most > 0 && !leases.isAsking && (isOpen || (leases.isLow && leases.denied == 0))) {
    const ahead = leases.aheadOf(most);
    if (isOpen || ahead > 0) {
      outcome.asks = true;
      outcome.ahead = ahead;
      allowance.changed = true;
      leases.ask(ahead, wait);
    }
  }
  if (isOpen || outcome.asks) takeReport(allowance);
}

/** Takes the admissions to be reported out of the account; what has left the window since counts no more. */
function takeReport(allowance: Allowance): void {
  const unreported = leases.unreported;
  if (unreported == 0) return;
  outcome.report = <u32>min(<u64>unreported, allowance.used());
  leases.unreported = 0;
  allowance.changed = true;
}

/**
 * Decides without the ledger: by this sidecar's own count. What is admitted will be reported.
 *
 * @param always whether to admit in any case
 */
export function takeAlone(plan: Plan, owner: u64, cost: u64, always: bool): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    outcome.clear();
    outcome.isAlone = true;
    const allowance = counts.read(owner, plan.subBucket);
    if (!allowance) return;
    leases.openFor(allowance.annex, plan, allowance.now);
    allowance.take(plan.limit, cost);
    if (always && !allowance.admitted) {
      allowance.add(cost);
      allowance.admitted = true;
    }
    outcome.take(allowance);
    if (!allowance.admitted) return;
    leases.unreported = min(leases.unreported + <u32>cost, MOST_UNREPORTED);
    const status = save(owner);
    if (status == Status.Ok) return held.add(owner);
    if (status != Status.CasMismatch) break;
  }
  outcome.clear();
  outcome.isAlone = true;
}

/** Puts back admissions that could not be reported. */
export function putBackReport(owner: u64, units: u32): void {
  if (units == 0) return;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const allowance = counts.read(owner, 0);
    if (!allowance || !allowance.known) return;
    leases.open(allowance.annex, allowance.now);
    leases.unreported = min(leases.unreported + units, MOST_UNREPORTED);
    const status = save(owner);
    if (status == Status.Ok) held.add(owner);
    if (status != Status.CasMismatch) return;
  }
}

/** A lease as the ledger has granted it. */
@final
export class Granted {
  lease: u64 = 0;
  want: u64 = 0;
  units: u32 = 0;
  /** Units that are given to requests at once. */
  spent: u32 = 0;
  /** Whether it was asked for ahead of demand, in the name of all workers. */
  isAhead: bool = false;
  /** Nanoseconds since 1970 between which it may be spent. */
  start: u64 = 0;
  end: u64 = 0;

  /** @param life nanoseconds for which it may be spent, from when it was asked for */
  take(lease: u64, askedAt: u64, life: u64, want: u64, units: u32): void {
    this.lease = lease;
    this.start = askedAt;
    this.end = askedAt + life;
    this.want = want;
    this.units = units;
    this.spent = 0;
  }

  /** False if it comes too late, or the clock has stepped. */
  isSpendable(now: u64): bool {
    return now >= this.start && now < this.end;
  }
}

export const granted = new Granted();

/** Enters what the ledger has granted. What finds no place in the account is closed at once. */
export function enter(plan: Plan, owner: u64, answer: AnswerReader, now: u64): void {
  let isKept = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const allowance = counts.read(owner, plan.subBucket);
    if (!allowance) break;
    if (granted.spent > 0) allowance.add(granted.spent);
    leases.open(allowance.annex, allowance.now);
    if (leases.window == 0) leases.openFor(allowance.annex, plan, allowance.now);
    // The user may have changed the plan while this was on its way: then it is of the past.
    isKept = leases.isFor(plan) && enterFor(answer, now);
    const status = save(owner);
    if (status == Status.Ok) break;
    isKept = false;
    if (status != Status.CasMismatch) break;
  }
  if (isKept) held.add(owner);
  else if (granted.units > granted.spent) closedLeases.add(owner, granted.lease, granted.spent);
}

/** Returns whether there is a rest of the lease, and it was kept. */
function enterFor(answer: AnswerReader, now: u64): bool {
  leases.noteSpent(granted.spent);
  leases.learn(answer.remaining, <u64>answer.reset * MILLISECOND);
  if (granted.isAhead) leases.asked();
  if (granted.units >= granted.want) leases.allow();
  else if (answer.retryAfter > 0) leases.deny(<u64>answer.retryAfter * MILLISECOND);
  const left = granted.units - granted.spent;
  if (left == 0 || !granted.isSpendable(now)) return false;
  return leases.keep(granted.lease, granted.start, granted.end, granted.units, left);
}

/** Whom the last `lookAfter` concerned, and what to report of them. */
@final
export class Looked {
  owner: u64 = 0;
  limit: u32 = 0;
  window: u32 = 0;
}

export const looked = new Looked();

/** Nobody has spent from a lease for so many looks in a row: it goes back. */
const IDLE: i32 = 2;

/**
 * Looks after the user at a place of `held`: takes what is to be reported (`outcome.report`), and ends leases that
 * nobody spends from. While somebody does, the next call for this user closes what has ended.
 */
export function lookAfter(place: i32, reports: bool): void {
  const owner = held.ownerAt(place);
  let idle = -1;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    outcome.clear();
    const allowance = counts.read(owner, 0);
    if (!allowance) return;
    if (!allowance.known) return held.remove(place);
    leases.open(allowance.annex, allowance.now);
    looked.owner = owner;
    looked.limit = leases.limit;
    looked.window = leases.window;
    if (idle < 0) idle = held.note(place, <u32>leases.units);
    if (idle >= IDLE) leases.endAll();
    if (reports) takeReport(allowance);
    const isOver = !leases.isHolding;
    if (allowance.changed || (isOver && leases.ended > 0)) {
      const status = save(owner);
      if (status == Status.CasMismatch) continue;
      if (status != Status.Ok) return outcome.clear();
    }
    if (isOver && leases.ended > 0) closedLeases.isDue = true;
    if (isOver && leases.unreported == 0) held.remove(place);
    return;
  }
}
