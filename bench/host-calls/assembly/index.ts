/** Makes one host call as often as its configuration says, in the callback for which filters use it. */
import {
  Action, addHeader, Configuration, currentTime, defineMetric, getHeader, getHeaders, getProperty, getSharedData, HeaderMap,
  incrementMetric, lengthOf, MetricType, NOTHING, register, replaceHeader, Root, setSharedData, Stream, View,
  Writer,
} from '@imagehub/filter-sdk/assembly';

export {
  proxy_abi_version_0_2_1, proxy_on_memory_allocate, proxy_on_context_create, proxy_on_vm_start, proxy_on_configure,
  proxy_on_request_headers, proxy_on_response_headers, proxy_on_done, proxy_on_delete,
} from '@imagehub/filter-sdk/assembly';

const PATH = ':path';
const RATE_LIMIT = 'ratelimit';
const FIELD = '"enterprise";r=999999999;t=60';
const KEY = 'key';
/** As long as the plan-limiter's count of one user. */
const VALUE = new Writer(272);
const CLAIMS = new Writer(128).put('metadata').byte(0).put('filter_metadata').byte(0)
  .put('envoy.filters.http.jwt_authn').byte(0).put('jwt_payload_imagehub');
const PLAN = new Writer(128).put(CLAIMS.view()).byte(0).put('plan');

/** In the order of `CALLS` in bench/src/host-call-costs.ts. */
const enum Call {
  GetHeader,
  GetHeaders,
  GetClaim,
  GetClaims,
  GetSharedData,
  SetSharedData,
  CurrentTime,
  IncrementMetric,
  AddHeader,
  ReplaceHeader,
}

class Repeater extends Root {
  call: i32 = 0;
  times: i32 = 0;
  metric: u32 = 0;

  configure(text: View): View {
    const configuration = new Configuration(text);
    const root = configuration.root.only('call, times');
    this.call = <i32>root.get('call').integer(0, Call.ReplaceHeader);
    this.times = <i32>root.get('times').integer(0, 1000);
    const fault = configuration.fault();
    if (lengthOf(fault) > 0) return fault;
    this.metric = defineMetric(MetricType.Counter, 'host_calls');
    while (lengthOf(VALUE.view()) < 272) VALUE.byte(0x2e);
    setSharedData(KEY, VALUE.view(), 0);
    return NOTHING;
  }

  createStream(): Stream {
    return new RepeatingStream();
  }
}

class RepeatingStream extends Stream {
  begin(): void {}

  onRequestHeaders(endOfStream: bool): Action {
    const root = changetype<Repeater>(this.root);
    if (root.call < Call.AddHeader) for (let i = 0; i < root.times; i++) ask(root);
    return Action.Continue;
  }

  onResponseHeaders(endOfStream: bool): Action {
    const root = changetype<Repeater>(this.root);
    if (root.call >= Call.AddHeader) for (let i = 0; i < root.times; i++) answer(root);
    return Action.Continue;
  }
}

function ask(root: Repeater): void {
  switch (root.call) {
    case Call.GetHeader: getHeader(HeaderMap.Request, PATH); break;
    case Call.GetHeaders: getHeaders(HeaderMap.Request); break;
    case Call.GetClaim: getProperty(PLAN.view()); break;
    case Call.GetClaims: getProperty(CLAIMS.view()); break;
    case Call.GetSharedData: getSharedData(KEY); break;
    case Call.SetSharedData: setSharedData(KEY, VALUE.view(), 0); break;
    case Call.CurrentTime: currentTime(); break;
    case Call.IncrementMetric: incrementMetric(root.metric); break;
  }
}

function answer(root: Repeater): void {
  if (root.call == Call.AddHeader) addHeader(HeaderMap.Response, RATE_LIMIT, FIELD);
  else replaceHeader(HeaderMap.Response, RATE_LIMIT, FIELD);
}

register(() => new Repeater());
