/**
 * plan-limiter: the shell between Envoy and the policy. It asks, counts, answers and measures; it decides
 * nothing.
 */
import {
  Action,
  defineMetric,
  getHeaders,
  getProperty,
  hash64,
  HeaderMap,
  incrementMetric,
  lengthOf,
  MetricType,
  NOTHING,
  packedValue,
  register,
  replaceHeader,
  Root,
  SharedCounts,
  Stream,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';
import { Caller, Guard, Plan, Policy } from './policy';
import { sendForbidden, sendLimited, sendUnauthenticated } from './problems';
import { RATE_LIMIT, RATE_LIMIT_POLICY, rateLimit } from './rate-limit-fields';

export {
  proxy_abi_version_0_2_1,
  proxy_on_memory_allocate,
  proxy_on_context_create,
  proxy_on_vm_start,
  proxy_on_configure,
  proxy_on_request_headers,
  proxy_on_response_headers,
  proxy_on_delete,
} from '@imagehub/filter-sdk/assembly';

const PATH = ':path';
const METHOD = ':method';
const NONE = 'none';

/** The units that users have taken: by user alone, whatever their plan. */
const counts = new SharedCounts('counts1');

const enum Decision {
  Allowed,
  Limited,
  Forbidden,
  Unauthenticated,
}

class PlanLimiter extends Root {
  policy: Policy | null = null;
  private claims: View = NOTHING;
  private claimsPath: Writer = new Writer(128);
  /** Metric ids: two for each plan (allowed, limited), then those that belong to no plan. */
  private metrics: StaticArray<u32> = new StaticArray<u32>(0);
  private evictions: u32 = 0;

  configure(text: View): View {
    const policy = new Policy(text);
    if (lengthOf(policy.fault) > 0) return policy.fault;
    this.policy = policy;
    this.claims = this.claimsPath
      .clear()
      .put('metadata')
      .byte(0)
      .put('filter_metadata')
      .byte(0)
      .put('envoy.filters.http.jwt_authn')
      .byte(0)
      .put('jwt_payload_')
      .put(policy.provider)
      .view();
    this.defineMetrics(policy);
    counts.create();
    return NOTHING;
  }

  createStream(): Stream {
    return new LimitedStream();
  }

  /** The verified claims of the present request, as a packed map. */
  verifiedClaims(): View {
    return getProperty(this.claims);
  }

  count(plan: Plan | null, decision: Decision): void {
    const at = plan ? plan.index * 2 + decision : this.metrics.length - 4 + decision;
    incrementMetric(this.metrics[at]);
  }

  countEviction(): void {
    incrementMetric(this.evictions);
  }

  private defineMetrics(policy: Policy): void {
    const plans = policy.plans.length;
    this.metrics = new StaticArray<u32>(plans * 2 + 4);
    for (let i = 0; i < plans; i++) {
      const name = policy.plans[i].name;
      this.metrics[i * 2] = decisionMetric(policy, name, 'allowed');
      this.metrics[i * 2 + 1] = decisionMetric(policy, name, 'limited');
    }
    this.metrics[plans * 2 + Decision.Forbidden] = decisionMetric(policy, NONE, 'forbidden');
    this.metrics[plans * 2 + Decision.Unauthenticated] = decisionMetric(policy, NONE, 'unauthenticated');
    this.evictions = defineMetric(MetricType.Counter, text.clear().put('plan_limiter_evictions').view());
  }
}

const text = new Writer(128);

/**
 * A counter by plan, mode and decision; a regular expression in the bootstrap's stats_tags turns the parts
 * into tags.
 */
function decisionMetric(policy: Policy, plan: View, decision: View): u32 {
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

class LimitedStream extends Stream {
  /** The plan that has admitted this request and whose fields its response will carry. */
  private plan: Plan | null = null;
  private remaining: u64 = 0;
  private reset: u64 = 0;

  begin(): void {
    this.plan = null;
  }

  onRequestHeaders(endOfStream: bool): Action {
    const root = changetype<PlanLimiter>(this.root);
    const policy = root.policy!;
    // One call for all headers costs less than two for the two that are needed.
    const headers = getHeaders(HeaderMap.Request);
    const guard = policy.guardOf(packedValue(headers, METHOD), packedValue(headers, PATH));
    if (!guard) return Action.Continue;
    const caller = policy.identify(root.verifiedClaims());
    if (caller == Caller.Subscriber) return this.ask(root, policy, guard);
    root.count(null, caller == Caller.Unfit ? Decision.Forbidden : Decision.Unauthenticated);
    if (policy.shadow) return Action.Continue;
    if (caller == Caller.Unfit) sendForbidden();
    else sendUnauthenticated();
    return Action.Pause;
  }

  onResponseHeaders(endOfStream: bool): Action {
    const plan = this.plan;
    if (!plan) return Action.Continue;
    replaceHeader(HeaderMap.Response, RATE_LIMIT_POLICY, plan.policy.view());
    replaceHeader(HeaderMap.Response, RATE_LIMIT, rateLimit(plan, this.remaining, this.reset));
    return Action.Continue;
  }

  /** Asks the plan for what the route costs. */
  private ask(root: PlanLimiter, policy: Policy, guard: Guard): Action {
    const plan = policy.plan!;
    if (guard.cost == 0) {
      root.count(plan, Decision.Allowed);
      return Action.Continue;
    }
    const allowance = counts.take(hash64(policy.sub), plan.limit, plan.subBucket, guard.cost);
    root.count(plan, allowance.admitted ? Decision.Allowed : Decision.Limited);
    if (allowance.evicted && allowance.changed) root.countEviction();
    if (policy.shadow) return Action.Continue;
    if (!allowance.admitted) {
      sendLimited(plan, allowance.remaining, allowance.reset, allowance.retryAfter);
      return Action.Pause;
    }
    this.plan = plan;
    this.remaining = allowance.remaining;
    this.reset = allowance.reset;
    return Action.Continue;
  }
}

register(() => new PlanLimiter());
