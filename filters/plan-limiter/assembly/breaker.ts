/**
 * A circuit breaker that all workers of a proxy share (Nygard, Release It!, 2007): after a failure nobody waits for the
 * ledger; now and then one worker probes it, and the first answer closes the breaker again.
 */
import {
  defineMetric,
  getSharedData,
  isOk,
  lengthOf,
  MetricType,
  pointerOf,
  recordMetric,
  setSharedData,
  sharedDataVersion,
  Status,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';
import { MILLISECOND } from './leases';

/** Time between probes. */
const PROBE_PERIOD: u64 = 500 * MILLISECOND;
/** Each lost attempt is another worker's success. */
const ATTEMPTS: i32 = 100;

/** Its shared value is the time of the next probe, or 0 while it is closed. */
@final
export class Breaker {
  /** Whether it is open, as far as this worker knows. */
  isOpen: bool = false;
  private readonly key: Writer;
  private readonly gauge: u32;
  private readonly value: Writer = new Writer(8);
  private version: u32 = 0;

  /** @param cluster the ledger's; a configuration with another one has a breaker of its own */
  constructor(cluster: View) {
    this.key = new Writer(96).put('breaker1 ').put(cluster);
    this.gauge = defineMetric(MetricType.Gauge, 'plan_limiter_ledger_breaker');
    // Created while configuring, on the main thread before any worker: a first write cannot be checked.
    if (!isOk(getSharedData(this.key.view()))) this.write(0);
  }

  /** Asks the other workers. One host call. */
  look(): bool {
    this.isOpen = this.read() != 0;
    return this.isOpen;
  }

  /** The ledger has failed. */
  trip(now: u64): void {
    this.set(now + PROBE_PERIOD);
    this.isOpen = true;
  }

  /** The ledger has answered. Costs nothing unless this worker knows of a failure. */
  close(): void {
    if (!this.isOpen) return;
    this.set(0);
    this.isOpen = false;
  }

  /** Whether it is open, and it falls to this worker to probe the ledger now. */
  claimProbe(now: u64): bool {
    const due = this.read();
    this.isOpen = due != 0;
    // A probe that is further away than any is was appointed by a clock that has stepped back since.
    if (due == 0 || (now < due && due <= now + PROBE_PERIOD)) return false;
    return this.write(now + PROBE_PERIOD) == Status.Ok;
  }

  private set(probeAt: u64): void {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = this.read();
      if ((before == 0) == (probeAt == 0)) return;
      if (this.write(probeAt) == Status.CasMismatch) continue;
      recordMetric(this.gauge, probeAt == 0 ? 0 : 1);
      return;
    }
  }

  private read(): u64 {
    const stored = getSharedData(this.key.view());
    this.version = sharedDataVersion();
    return isOk(stored) && lengthOf(stored) == 8 ? load<u64>(pointerOf(stored)) : 0;
  }

  private write(probeAt: u64): i32 {
    this.value.clear().word(<u32>probeAt).word(<u32>(probeAt >> 32));
    return setSharedData(this.key.view(), this.value.view(), this.version);
  }
}
