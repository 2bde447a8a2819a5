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
/** Workers tell each other no more often that the ledger has answered. */
const ANSWER_PERIOD: u64 = 10 * MILLISECOND;
/** Each lost attempt is another worker's success. */
const ATTEMPTS: i32 = 100;

/** Its shared value is the time of the next probe, or 0 while it is closed; and when the ledger last answered. */
@final
export class Breaker {
  /** Whether it is open, as far as this worker knows. */
  isOpen: bool = false;
  private readonly key: Writer;
  private readonly gauge: u32;
  private readonly value: Writer = new Writer(16);
  private version: u32 = 0;
  private answeredAt: u64 = 0;

  /** @param cluster the ledger's; a configuration with another one has a breaker of its own */
  constructor(cluster: View) {
    this.key = new Writer(96).put('breaker2 ').put(cluster);
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
    this.isOpen = true;
    for (let attempt = 0; attempt < ATTEMPTS && this.read() == 0; attempt++) {
      if (this.write(now + PROBE_PERIOD) == Status.CasMismatch) continue;
      recordMetric(this.gauge, 1);
      return;
    }
  }

  /** The ledger has answered. Costs nothing mostly: unless this worker knows of a failure, or of no answer of late. */
  answered(now: u64): void {
    const isKnown = this.answeredAt <= now && now < this.answeredAt + ANSWER_PERIOD;
    if (isKnown && !this.isOpen) return;
    const wasOpen = this.read() != 0;
    this.answeredAt = now;
    // If another worker was faster, it has just had an answer too, or a failure.
    if (this.write(0) == Status.Ok && wasOpen) recordMetric(this.gauge, 0);
    this.isOpen = false;
  }

  /** Whether the ledger has answered any worker since. One host call. */
  hasAnswered(since: u64, now: u64): bool {
    this.read();
    return since < this.answeredAt && this.answeredAt <= now;
  }

  /** Whether it is open, and it falls to this worker to probe the ledger now. */
  claimProbe(now: u64): bool {
    const due = this.read();
    this.isOpen = due != 0;
    // A probe that is further away than any is was appointed by a clock that has stepped back since.
    if (due == 0 || (now < due && due <= now + PROBE_PERIOD)) return false;
    return this.write(now + PROBE_PERIOD) == Status.Ok;
  }

  private read(): u64 {
    const stored = getSharedData(this.key.view());
    this.version = sharedDataVersion();
    const isThere = isOk(stored) && lengthOf(stored) == 16;
    this.answeredAt = isThere ? load<u64>(pointerOf(stored), 8) : 0;
    return isThere ? load<u64>(pointerOf(stored)) : 0;
  }

  private write(probeAt: u64): i32 {
    this.value.clear().long(probeAt).long(this.answeredAt);
    return setSharedData(this.key.view(), this.value.view(), this.version);
  }
}
