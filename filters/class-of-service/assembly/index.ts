/** class-of-service: the shell between Envoy and the policy. */
import {
  Action,
  defineMetric,
  getHeaders,
  HeaderMap,
  incrementMetric,
  lengthOf,
  MetricType,
  mix,
  NOTHING,
  PackedMapReader,
  register,
  removeHeader,
  replaceHeader,
  Root,
  SharedCounts,
  startsWith,
  Stream,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';
import { Visitor } from '@imagehub/filter-sdk/assembly/visitor';
import { Policy, Window } from './policy';

export {
  proxy_abi_version_0_2_1,
  proxy_on_memory_allocate,
  proxy_on_context_create,
  proxy_on_vm_start,
  proxy_on_configure,
  proxy_on_request_headers,
  proxy_on_delete,
} from '@imagehub/filter-sdk/assembly';

/** Headers that only the filters set. What a client sends under these names is dropped. */
const RESERVED = 'x-imagehub-';
const CLASS = 'x-imagehub-class';
/** More than any window holds: every request is counted, none refused. */
const UNLIMITED: u64 = 1_000_000_000;

const counts = new SharedCounts('activity1');
const visitor = new Visitor();
const headers = new PackedMapReader();

class ClassOfService extends Root {
  private policy: Policy | null = null;
  private metrics: StaticArray<u32> = new StaticArray<u32>(0);

  configure(text: View): View {
    const policy = new Policy(text);
    if (lengthOf(policy.fault) > 0) return policy.fault;
    this.policy = policy;
    this.metrics = new StaticArray<u32>(policy.classes.length);
    const name = new Writer(128);
    for (let i = 0; i < policy.classes.length; i++) {
      name.clear().put('class_of_service_requests.class.').put(policy.classes[i]);
      this.metrics[i] = defineMetric(MetricType.Counter, name.view());
    }
    if (policy.windows.length > 0) counts.create();
    return NOTHING;
  }

  createStream(): Stream {
    return new ClassedStream();
  }

  /** Reads the request, drops what the client has no right to say, and sets the class. */
  classify(): void {
    const policy = this.policy!;
    visitor.clear();
    headers.open(getHeaders(HeaderMap.Request));
    while (headers.next()) {
      if (startsWith(headers.key, RESERVED)) removeHeader(HeaderMap.Request, headers.key);
      else visitor.take(headers, policy.countryHeader);
    }
    if (policy.needsToken) visitor.readToken();
    this.countActivity(policy);
    const class_ = policy.classOf(visitor);
    replaceHeader(HeaderMap.Request, CLASS, policy.classes[class_]);
    incrementMetric(this.metrics[class_]);
  }

  /** Counts the request in every window, whichever rule will fit. */
  private countActivity(policy: Policy): void {
    if (policy.windows.length == 0) return;
    const identity = visitor.identity(policy.visitorCookie);
    for (let i = 0; i < policy.windows.length; i++) {
      const window = policy.windows[i];
      window.requests = identity == 0 ? 0 : requestsOf(identity, window);
    }
  }
}

function requestsOf(identity: u64, window: Window): u64 {
  return UNLIMITED - counts.take(mix(identity ^ window.seconds), UNLIMITED, window.subBucket, 1).remaining;
}

class ClassedStream extends Stream {
  begin(): void {}

  onRequestHeaders(endOfStream: bool): Action {
    changetype<ClassOfService>(this.root).classify();
    return Action.Continue;
  }
}

register(() => new ClassOfService());
