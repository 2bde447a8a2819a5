/**
 * What the plan-limiter decides, free of host calls: which request is guarded, who asks, on which plan, and
 * what that plan still allows.
 */
import {
  byteAt,
  Configuration,
  equal,
  Field,
  hash64,
  isName,
  isOk,
  JsonKind,
  lengthOf,
  NOTHING,
  packedValue,
  PathPattern,
  RequestPath,
  Status,
  statusOf,
  subBucketOf,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';

/** Largest window, in seconds: a day. */
const MAX_WINDOW: i64 = 86_400;
const MAX_LIMIT: i64 = 1_000_000_000;
const MAX_COST: i64 = 1_000_000;

/** Longest name of a cluster, in bytes. */
const MAX_CLUSTER: i32 = 256;

const GET = 'GET';
const HEAD = 'HEAD';
const IMAGEHUB = 'imagehub';
const SUB = 'sub';
const PLAN = 'plan';

/** A subscription plan: at most `limit` units in any interval of `window` seconds. */
@final
export class Plan {
  /** The value of the RateLimit-Policy field (draft-ietf-httpapi-ratelimit-headers-10). */
  readonly policy: Writer;
  /** Length of a sub-bucket, in nanoseconds. */
  readonly subBucket: u64;

  constructor(
    readonly index: i32,
    readonly name: View,
    readonly limit: u64,
    readonly window: u64,
  ) {
    this.subBucket = subBucketOf(window);
    this.policy = new Writer(64).byte(0x22).put(name).put('";q=').integer(limit).put(';w=').integer(window);
  }
}

/** A route that only users with a plan may take, and what it costs them. */
@final
export class Guard {
  constructor(
    readonly method: View,
    readonly pattern: PathPattern,
    readonly cost: u64,
  ) {}

  /** HEAD counts as GET: the router answers it by running the GET handler. */
  covers(method: View): bool {
    return equal(this.method, method) || (equal(this.method, GET) && equal(method, HEAD));
  }
}

/** What happens to requests when the ledger cannot be asked. */
export const enum OnFailure {
  /** The plan holds for each sidecar by itself. */
  Local,
  Deny,
  Allow,
}

/** Where to find the ledger that lets a plan hold over all sidecars. */
@final
export class LedgerSettings {
  constructor(
    readonly cluster: View,
    /** Milliseconds. */
    readonly timeout: u32,
    readonly onFailure: OnFailure,
  ) {}

  /** What `onFailure` is called in configurations, metrics and the field `x-imagehub-quota`. */
  get fallback(): View {
    if (this.onFailure == OnFailure.Local) return 'local';
    return this.onFailure == OnFailure.Deny ? 'deny' : 'allow';
  }
}

/** Who asks, by the claims that the proxy has verified. */
export const enum Caller {
  /** No verified token. */
  Unknown,
  /** A verified token whose claims name no user or no plan of ours. */
  Unfit,
  /** A user on one of our plans. */
  Subscriber,
}

@final
export class Policy {
  readonly shadow: bool;
  /** The jwt-provider whose claims count. */
  readonly provider: View;
  readonly plans: Plan[] = [];
  readonly guards: Guard[] = [];
  /** Null: each sidecar counts for itself. */
  readonly ledger: LedgerSettings | null;
  /** What `identify` found: the user and the plan. */
  sub: View = NOTHING;
  plan: Plan | null = null;
  /** What is wrong with the configuration; empty if nothing is. */
  readonly fault: View;
  private readonly document: ArrayBuffer;
  private readonly path: RequestPath = new RequestPath();
  /** Plans by name: open addressing, at most half full. */
  private planSlots: StaticArray<Plan | null> = new StaticArray<Plan | null>(0);

  constructor(text: View) {
    const configuration = new Configuration(text);
    this.document = configuration.document;
    const root = configuration.root.only('mode, provider, ledger, plans, guard');
    this.shadow = root.get('mode').oneOf('enforce, shadow', 0) == 1;
    this.provider = root.get('provider').name(IMAGEHUB);
    const ledger = root.get('ledger');
    this.ledger = ledger.present ? readLedger(ledger) : null;
    this.readPlans(root.get('plans').object(1, 10_000));
    this.readGuards(root.get('guard').list(1, 64));
    this.fault = configuration.fault();
  }

  /** The first guard of a request's method and path, or null. */
  guardOf(method: View, target: View): Guard | null {
    this.path.read(target);
    for (let i = 0; i < this.guards.length; i++) {
      const guard = this.guards[i];
      if (guard.covers(method) && this.path.matches(guard.pattern)) return guard;
    }
    return null;
  }

  /** Reads the verified claims (a packed map); `sub` and `plan` then say who asks. */
  identify(claims: View): Caller {
    this.sub = NOTHING;
    this.plan = null;
    const status = statusOf(claims);
    if (status == Status.NotFound || (status == Status.Ok && lengthOf(claims) == 0)) return Caller.Unknown;
    // A token with a null among its claims cannot be packed: Envoy 1.40 answers SerializationFailure.
    if (status != Status.Ok) return Caller.Unfit;
    const sub = packedValue(claims, SUB);
    const plan = packedValue(claims, PLAN);
    if (!isIdentifier(sub) || !isOk(plan)) return Caller.Unfit;
    this.sub = sub;
    this.plan = this.planOf(plan);
    return this.plan ? Caller.Subscriber : Caller.Unfit;
  }

  private planOf(name: View): Plan | null {
    const mask = this.planSlots.length - 1;
    let slot = <i32>hash64(name) & mask;
    let plan = this.planSlots[slot];
    while (plan && !equal(plan.name, name)) {
      slot = (slot + 1) & mask;
      plan = this.planSlots[slot];
    }
    return plan;
  }

  private readPlans(plans: Field): void {
    let slots = 4;
    while (slots < plans.size * 2) slots <<= 1;
    this.planSlots = new StaticArray<Plan | null>(slots);
    for (let i = 0; i < plans.size; i++) {
      const field = plans.at(i).only('limit, window');
      const name = plans.nameAt(i);
      if (!isName(name)) field.refuse('a plan is named with 1 to 64 of the characters A-Z a-z 0-9 _ -');
      const plan = new Plan(
        i,
        name,
        field.get('limit').integer(0, MAX_LIMIT),
        field.get('window').integer(1, MAX_WINDOW),
      );
      this.plans.push(plan);
      let slot = <i32>hash64(name) & (slots - 1);
      while (this.planSlots[slot]) slot = (slot + 1) & (slots - 1);
      this.planSlots[slot] = plan;
    }
  }

  private readGuards(guards: Field): void {
    if (!guards.expect(JsonKind.List, 'must be a list')) return;
    for (let i = 0; i < guards.size; i++) {
      const field = guards.at(i).only('method, path, cost');
      const method = field.get('method');
      const name = method.text(16);
      if (!isMethod(name)) method.refuse('must be a method in capitals');
      this.guards.push(
        new Guard(name, PathPattern.from(field.get('path')), field.get('cost').integer(0, MAX_COST, 1)),
      );
    }
  }
}

function readLedger(field: Field): LedgerSettings {
  field.only('cluster, timeoutMs, onFailure');
  return new LedgerSettings(
    field.get('cluster').text(MAX_CLUSTER),
    <u32>field.get('timeoutMs').integer(10, 1000, 50),
    field.get('onFailure').oneOf('local, deny, allow', OnFailure.Local),
  );
}

/**
 * Whether a claim can name a user: text without control characters. A packed map does not tell types; a claim
 * that is a whole number comes as eight bytes with zeros among them, a boolean as one byte 0 or 1, and both
 * fall out here.
 */
function isIdentifier(claim: View): bool {
  const length = lengthOf(claim);
  for (let i = 0; i < length; i++) {
    if (byteAt(claim, i) < 0x20) return false;
  }
  return length > 0;
}

function isMethod(name: View): bool {
  for (let i = 0; i < lengthOf(name); i++) {
    if (byteAt(name, i) - 0x41 >= 26) return false;
  }
  return true;
}
