/**
 * plan-limiter: the shell between Envoy and the policy. It asks, counts, answers and measures; it decides
 * nothing.
 */
import {
  Action,
  continueStream,
  getHeaders,
  getProperty,
  hash64,
  HeaderMap,
  lengthOf,
  NOTHING,
  packedValue,
  register,
  replaceHeader,
  Root,
  setEffectiveContext,
  Stream,
  StreamType,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';
import { counts, outcome, take, Verdict } from './accounts';
import { Ledger } from './ledger';
import { Decision, decisionOf, Metrics } from './metrics';
import { Waiter } from './needs';
import { Caller, Guard, Policy } from './policy';
import { QUOTA, sendForbidden, sendLimited, sendUnauthenticated, sendUnavailable } from './problems';
import { RATE_LIMIT, RATE_LIMIT_POLICY, rateLimit } from './rate-limit-fields';

export {
  proxy_abi_version_0_2_1,
  proxy_on_memory_allocate,
  proxy_on_context_create,
  proxy_on_vm_start,
  proxy_on_configure,
  proxy_on_request_headers,
  proxy_on_response_headers,
  proxy_on_http_call_response,
  proxy_on_tick,
  proxy_on_delete,
} from '@imagehub/filter-sdk/assembly';

const PATH = ':path';
const METHOD = ':method';

class PlanLimiter extends Root {
  policy: Policy | null = null;
  metrics: Metrics | null = null;
  ledger: Ledger | null = null;
  private claims: View = NOTHING;
  private claimsPath: Writer = new Writer(128);

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
    const metrics = new Metrics(policy);
    this.metrics = metrics;
    counts.create();
    const settings = policy.ledger;
    if (settings) this.ledger = new Ledger(this, settings, metrics);
    return NOTHING;
  }

  createStream(): Stream {
    return new LimitedStream();
  }

  onHttpCallResponse(call: u32, headers: i32, bodySize: i32): void {
    const ledger = this.ledger;
    if (ledger) ledger.onAnswer(call, headers, bodySize);
  }

  onTick(): void {
    const ledger = this.ledger;
    if (ledger) ledger.onTick();
  }

  end(): void {
    const ledger = this.ledger;
    if (ledger) ledger.end();
  }

  /** The verified claims of the present request, as a packed map. */
  verifiedClaims(): View {
    return getProperty(this.claims);
  }
}

class LimitedStream extends Waiter {
  /** Whether it was admitted on the plan, whose fields its response will carry. */
  private isAdmitted: bool = false;
  private fallback: View = NOTHING;
  private remaining: u64 = 0;
  private reset: u64 = 0;

  begin(): void {
    this.plan = null;
    this.need = null;
    this.disappointments = 0;
    this.isAdmitted = false;
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
    root.metrics!.count(null, caller == Caller.Unfit ? Decision.Forbidden : Decision.Unauthenticated);
    if (policy.shadow) return Action.Continue;
    if (caller == Caller.Unfit) sendForbidden();
    else sendUnauthenticated();
    return Action.Pause;
  }

  onResponseHeaders(endOfStream: bool): Action {
    if (!this.isAdmitted) return Action.Continue;
    const plan = this.plan!;
    replaceHeader(HeaderMap.Response, RATE_LIMIT_POLICY, plan.policy.view());
    replaceHeader(HeaderMap.Response, RATE_LIMIT, rateLimit(plan, this.remaining, this.reset));
    if (lengthOf(this.fallback) > 0) replaceHeader(HeaderMap.Response, QUOTA, this.fallback);
    return Action.Continue;
  }

  decided(): void {
    setEffectiveContext(this.id);
    const root = changetype<PlanLimiter>(this.root);
    if (this.conclude(root) == Action.Continue) continueStream(StreamType.Request);
  }

  /** Asks the plan for what the route costs. */
  private ask(root: PlanLimiter, policy: Policy, guard: Guard): Action {
    const plan = policy.plan!;
    if (guard.cost == 0) {
      root.metrics!.count(plan, Decision.Allowed);
      return Action.Continue;
    }
    this.plan = plan;
    this.owner = hash64(policy.sub);
    this.cost = guard.cost;
    const ledger = root.ledger;
    if (!ledger) {
      take(plan, this.owner, this.cost);
      return this.conclude(root);
    }
    const need = ledger.ask(plan, this.owner, this.cost);
    if (!need) return this.conclude(root);
    if (policy.shadow) {
      need.addGone(this.cost);
      return Action.Continue;
    }
    need.add(this);
    return Action.Pause;
  }

  /** Counts what `outcome` says, and does it. */
  private conclude(root: PlanLimiter): Action {
    const plan = this.plan!;
    const metrics = root.metrics!;
    metrics.count(plan, decisionOf(outcome.verdict));
    if (outcome.evicted) metrics.countEviction();
    const policy = root.policy!;
    if (policy.shadow) return Action.Continue;
    if (outcome.verdict == Verdict.Admitted) {
      this.isAdmitted = true;
      this.fallback = fallbackOf(policy);
      this.remaining = outcome.remaining;
      this.reset = outcome.reset;
      return Action.Continue;
    }
    if (outcome.verdict == Verdict.Unavailable) sendUnavailable();
    else sendLimited(plan, outcome.remaining, outcome.reset, outcome.retryAfter, fallbackOf(policy));
    return Action.Pause;
  }
}

/** What was decided by, if not by the ledger. */
function fallbackOf(policy: Policy): View {
  return outcome.isAlone ? policy.ledger!.fallback : NOTHING;
}

register(() => new PlanLimiter());
