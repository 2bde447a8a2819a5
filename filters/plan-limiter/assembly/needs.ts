/** Units that are needed of the ledger, and the requests that wait for them. */
import { lengthOf, pointerOf, Stream, Writer } from '@imagehub/filter-sdk/assembly';
import { Plan } from './policy';

/** A request that may have to wait for the ledger. */
export abstract class Waiter extends Stream {
  /** What it asks for; set before it waits. */
  plan: Plan | null = null;
  owner: u64 = 0;
  cost: u64 = 0;
  /** How often it has waited in vain. */
  disappointments: i32 = 0;
  /** Whom it waits with, and its neighbours there. */
  need: Need | null = null;
  before: Waiter | null = null;
  after: Waiter | null = null;

  /** It waits no more: `outcome` says what became of it. */
  abstract decided(): void;

  /** The client has gone: its units stay in the lease. */
  end(): void {
    const need = this.need;
    if (need) need.remove(this);
  }
}

/** One user's need, to be met by one lease. It is used again when it has been met. */
@final
export class Need {
  owner: u64 = 0;
  /** Null if nobody waits: only admissions are to be reported. */
  plan: Plan | null = null;
  limit: u64 = 0;
  window: u64 = 0;
  /** Units that requests wait for. */
  units: u64 = 0;
  /** Units to ask for besides, and admissions to report. */
  ahead: u32 = 0;
  report: u32 = 0;
  isAhead: bool = false;
  /** What was asked for, once it has been. */
  lease: u64 = 0;
  want: u64 = 0;
  first: Waiter | null = null;
  last: Waiter | null = null;
  /** The costs of requests that have gone on and are only to be counted. */
  private readonly gone: Writer = new Writer(16);
  /** The next of the same bucket; the next of the queue, the call or the pool. */
  neighbour: Need | null = null;
  next: Need | null = null;

  add(waiter: Waiter): void {
    waiter.need = this;
    waiter.before = this.last;
    waiter.after = null;
    const last = this.last;
    if (last) last.after = waiter;
    else this.first = waiter;
    this.last = waiter;
    this.units += waiter.cost;
  }

  remove(waiter: Waiter): void {
    const before = waiter.before;
    const after = waiter.after;
    if (before) before.after = after;
    else this.first = after;
    if (after) after.before = before;
    else this.last = before;
    waiter.need = null;
    waiter.before = null;
    waiter.after = null;
    this.units -= waiter.cost;
  }

  /** The next to be decided on, who waits no more; or null. */
  shift(): Waiter | null {
    const waiter = this.first;
    if (waiter) this.remove(waiter);
    return waiter;
  }

  /** Adds a request that does not wait. */
  addGone(cost: u64): void {
    this.gone.word(<u32>cost);
    this.units += cost;
  }

  clearGone(): void {
    this.gone.clear();
  }

  get goneCount(): i32 {
    return lengthOf(this.gone.view()) / 4;
  }

  goneAt(index: i32): u64 {
    return load<u32>(pointerOf(this.gone.view()) + index * 4);
  }

  /** How many of so many units go to those who wait: in their order, whoever can be served. */
  affordable(units: u32): u32 {
    let left = <u64>units;
    let waiter = this.first;
    while (waiter) {
      if (waiter.cost <= left) left -= waiter.cost;
      waiter = waiter.after;
    }
    for (let i = 0; i < this.goneCount; i++) {
      if (this.goneAt(i) <= left) left -= this.goneAt(i);
    }
    return units - <u32>left;
  }
}

/** A row of needs. */
@final
export class NeedQueue {
  first: Need | null = null;
  private last: Need | null = null;

  push(need: Need): void {
    need.next = null;
    const last = this.last;
    if (last) last.next = need;
    else this.first = need;
    this.last = need;
  }

  shift(): Need | null {
    const need = this.first;
    if (!need) return null;
    this.first = need.next;
    if (!need.next) this.last = null;
    need.next = null;
    return need;
  }
}

const BUCKETS: u32 = 64;

/** The needs of one root by user, those that are met no more kept for the next. */
@final
export class Needs {
  private readonly buckets: StaticArray<Need | null> = new StaticArray<Need | null>(BUCKETS);
  private pool: Need | null = null;

  /** @param region where the root lives: its needs go with it */
  constructor(private readonly region: usize) {}

  find(owner: u64, plan: Plan): Need | null {
    let need = this.buckets[bucketOf(owner)];
    while (need && (need.owner != owner || need.plan !== plan)) need = need.neighbour;
    return need;
  }

  /** @param plan see `Need.plan` */
  open(owner: u64, plan: Plan | null, limit: u64, window: u64): Need {
    const need = this.fresh();
    need.owner = owner;
    need.plan = plan;
    need.limit = limit;
    need.window = window;
    need.units = 0;
    need.ahead = 0;
    need.report = 0;
    need.isAhead = false;
    need.clearGone();
    const bucket = bucketOf(owner);
    need.neighbour = this.buckets[bucket];
    this.buckets[bucket] = need;
    return need;
  }

  /** Takes a need out of the way of those to come; it is still to be met. */
  hide(need: Need): void {
    const bucket = bucketOf(need.owner);
    let other = this.buckets[bucket];
    if (other === need) {
      this.buckets[bucket] = need.neighbour;
      return;
    }
    while (other && other.neighbour !== need) other = other.neighbour;
    if (other) other.neighbour = need.neighbour;
  }

  /** A need has been met. */
  drop(need: Need): void {
    need.next = this.pool;
    this.pool = need;
  }

  private fresh(): Need {
    const pooled = this.pool;
    if (pooled) {
      this.pool = pooled.next;
      return pooled;
    }
    const outer = __enter(this.region);
    const need = new Need();
    __enter(outer);
    return need;
  }
}

@inline
function bucketOf(owner: u64): u32 {
  return <u32>(owner >> 32) & (BUCKETS - 1);
}
