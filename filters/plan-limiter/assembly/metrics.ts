/** The counters of this filter; a regular expression in the bootstrap's stats_tags turns their parts into tags. */
import {
  defineMetric,
  incrementMetric,
  MetricType,
  NOTHING,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';
import { Verdict } from './accounts';
import { Plan, Policy } from './policy';

const NONE = 'none';

export const enum Decision {
  /** These two by plan. */
  Allowed,
  Limited,
  /** These belong to no plan. */
  Forbidden,
  Unauthenticated,
  Unavailable,
}

export function decisionOf(verdict: Verdict): Decision {
  if (verdict == Verdict.Admitted) return Decision.Allowed;
  return verdict == Verdict.Unavailable ? Decision.Unavailable : Decision.Limited;
}

const BY_PLAN: i32 = 2;

@final
export class Metrics {
  private readonly decisions: StaticArray<u32>;
  private readonly evictions: u32;
  private ok: u32 = 0;
  private failed: u32 = 0;
  private units: u32 = 0;
  private fallback: u32 = 0;

  constructor(policy: Policy) {
    const plans = policy.plans.length;
    const decisions = new StaticArray<u32>(plans * BY_PLAN + 3);
    for (let i = 0; i < plans; i++) {
      const name = policy.plans[i].name;
      decisions[i * BY_PLAN] = decision(policy, name, 'allowed');
      decisions[i * BY_PLAN + 1] = decision(policy, name, 'limited');
    }
    decisions[plans * BY_PLAN] = decision(policy, NONE, 'forbidden');
    decisions[plans * BY_PLAN + 1] = decision(policy, NONE, 'unauthenticated');
    this.evictions = counter('plan_limiter_evictions', NOTHING);
    const ledger = policy.ledger;
    if (ledger) {
      decisions[plans * BY_PLAN + 2] = decision(policy, NONE, 'unavailable');
      this.ok = counter('plan_limiter_ledger_calls.outcome.', 'ok');
      this.failed = counter('plan_limiter_ledger_calls.outcome.', 'failed');
      this.units = counter('plan_limiter_ledger_units', NOTHING);
      this.fallback = counter('plan_limiter_fallbacks.fallback.', ledger.fallback);
    }
    this.decisions = decisions;
  }

  /** @param plan null if the decision belongs to none */
  count(plan: Plan | null, decision: Decision): void {
    const isByPlan = plan != null && decision < Decision.Forbidden;
    const at = isByPlan ? plan!.index * BY_PLAN + decision : this.decisions.length - 5 + decision;
    incrementMetric(this.decisions[at]);
  }

  countEviction(): void {
    incrementMetric(this.evictions);
  }

  /** A decision without the ledger. */
  countFallback(): void {
    incrementMetric(this.fallback);
  }

  countCall(isAnswered: bool): void {
    incrementMetric(isAnswered ? this.ok : this.failed);
  }

  countUnits(units: u32): void {
    if (units > 0) incrementMetric(this.units, units);
  }
}

const text = new Writer(128);

function counter(name: View, part: View): u32 {
  return defineMetric(MetricType.Counter, text.clear().put(name).put(part).view());
}

function decision(policy: Policy, plan: View, decision: View): u32 {
  text
    .clear()
    .put('plan_limiter_decisions.plan.')
    .put(plan)
    .put('.mode.')
    .put(policy.shadow ? 'shadow' : 'enforce')
    .put('.decision.')
    .put(decision);
  return defineMetric(MetricType.Counter, text.view());
}
