/** Calls to the ledger that have not been answered. */
import { callHttp, PackedMapWriter, View, Writer } from '@imagehub/filter-sdk/assembly';
import { closedLeases } from './accounts';
import { MILLISECOND } from './leases';
import { LedgerSettings } from './policy';
import { Need, NeedQueue } from './needs';
import { BATCH, CallWriter } from './wire';

/** The user, and the terms, of a probe: they belong to nobody. */
const PROBE_OWNER: u64 = 0;
/** Of two ledgers one of which is dead, other calls may have had the turns of the good one meanwhile. */
const ATTEMPTS: i32 = 3;
/** A retry that has less than this is not worth it, in ms. */
const LEAST_RETRY_MS: u32 = 5;
/** A timeout so much off its time is that of a worker that was busy, in ms. */
const TOLERANCE_MS: u64 = 5;
/**
 * A call that is made anew has so many times the time: with a call that ends its connection ends, and a busy worker needs
 * several turns to make another.
 */
const PATIENCE: u32 = 4;

const pairs = new PackedMapWriter();

/** A call, with all that it takes to make it again. It is used again when it has been answered. */
@final
export class Call {
  /** As the host knows it; 0: it is free. */
  id: u32 = 0;
  private attempts: i32 = 0;
  /** Since when it has its time, and what it asks for may be spent, in nanoseconds since 1970. */
  sentAt: u64 = 0;
  /** That time, in ms. */
  private time: u32 = 0;
  /** Asked for only to see whether the ledger answers; 0: it is no probe. */
  probe: u64 = 0;
  readonly needs: NeedQueue = new NeedQueue();
  leases: i32 = 0;
  private readonly body: CallWriter = new CallWriter();
  private readonly headers: Writer = new Writer(256);
  private closed: i32 = 0;
  private readonly closedOwners: StaticArray<u64> = new StaticArray<u64>(BATCH);
  private readonly closedLeases: StaticArray<u64> = new StaticArray<u64>(BATCH);
  private readonly closedSpent: StaticArray<u64> = new StaticArray<u64>(BATCH);

  begin(settings: LedgerSettings, now: u64): void {
    this.attempts = 1;
    this.sentAt = now;
    this.time = settings.timeout;
    this.probe = 0;
    this.leases = 0;
    this.closed = 0;
    this.body.begin();
  }

  get isFull(): bool {
    return this.leases == BATCH;
  }

  /** @param ttl milliseconds */
  addNeed(need: Need, ttl: u32): void {
    this.needs.push(need);
    this.leases++;
    this.body.lease(need.owner, need.lease, need.limit, need.window, need.want, ttl, need.report);
  }

  addProbe(lease: u64): void {
    this.probe = lease;
    this.leases++;
    this.body.lease(PROBE_OWNER, lease, 0, 1, 0, 1, 0);
  }

  /** Takes along the leases that have ended. */
  addClosed(): void {
    this.closed = min(closedLeases.count, BATCH);
    for (let i = 0; i < this.closed; i++) {
      this.closedOwners[i] = closedLeases.ownerAt(i);
      this.closedLeases[i] = closedLeases.leaseAt(i);
      this.closedSpent[i] = closedLeases.spentAt(i);
      this.body.close(this.closedOwners[i], this.closedLeases[i], this.closedSpent[i]);
    }
    closedLeases.drop(this.closed);
    this.body.end();
  }

  /** They may not have arrived: they go with another call. */
  putBackClosed(): void {
    for (let i = 0; i < this.closed; i++) {
      closedLeases.add(this.closedOwners[i], this.closedLeases[i], this.closedSpent[i]);
    }
    this.closed = 0;
  }

  /** Whether the call is on its way. */
  send(settings: LedgerSettings): bool {
    return this.sendWithin(settings, this.time);
  }

  /** Makes the call once more, with the same lease ids, in what is left of its time. */
  retry(settings: LedgerSettings, now: u64): bool {
    const elapsed = this.elapsed(now);
    if (this.attempts == ATTEMPTS || elapsed + LEAST_RETRY_MS > this.time) return false;
    this.attempts++;
    return this.sendWithin(settings, this.time - <u32>elapsed);
  }

  /** Makes the call anew, with the same lease ids: the ledger charges them once, and counts them from the last time. */
  renew(settings: LedgerSettings, now: u64): bool {
    if (this.attempts == ATTEMPTS) return false;
    this.attempts++;
    this.sentAt = now;
    this.time = settings.timeout * PATIENCE;
    return this.send(settings);
  }

  /** Milliseconds since it has its time; 0 if the clock has stepped back. */
  elapsed(now: u64): u64 {
    return now > this.sentAt ? (now - this.sentAt) / MILLISECOND : 0;
  }

  /**
   * Whether its timeout came when it should. A worker that is busy notices it late; and it sets timers from when it began to
   * be busy, so that they can also go off too early.
   */
  isOnTime(now: u64): bool {
    const elapsed = this.elapsed(now);
    return elapsed + TOLERANCE_MS >= this.time && elapsed <= this.time + TOLERANCE_MS;
  }

  private sendWithin(settings: LedgerSettings, timeout: u32): bool {
    const headers = pairs
      .clear()
      .add(':method', 'POST')
      .add(':path', '/v1/leases')
      .add(':authority', 'quota')
      .add('content-type', 'application/json')
      // Of several ledgers one that was killed is left alone after its first failures: Envoy tries again then, up to
      // 25 ms later, while our own retry at once may meet it a second time.
      .add('x-envoy-retry-on', '5xx')
      .add('x-envoy-max-retries', '1')
      .into(this.headers);
    this.id = callHttp(settings.cluster, headers, this.body.view(), timeout);
    return this.id != 0;
  }
}

/** Calls of one root that may be on their way at the same time; further needs wait for the next. */
const MAX_CALLS: i32 = 8;

@final
export class Calls {
  private readonly calls: StaticArray<Call> = new StaticArray<Call>(MAX_CALLS);

  constructor() {
    for (let i = 0; i < MAX_CALLS; i++) this.calls[i] = new Call();
  }

  find(id: u32): Call | null {
    for (let i = 0; i < MAX_CALLS; i++) {
      if (this.calls[i].id == id) return this.calls[i];
    }
    return null;
  }

  /** A call that can be made, or null. */
  free(): Call | null {
    return this.find(0);
  }

  /** Any call that has not been answered, or null. */
  pending(): Call | null {
    for (let i = 0; i < MAX_CALLS; i++) {
      if (this.calls[i].id != 0) return this.calls[i];
    }
    return null;
  }
}
