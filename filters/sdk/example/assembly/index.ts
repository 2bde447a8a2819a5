/**
 * maintenance: answers requests for some paths with 503 while their service is being worked on.
 *
 * { "paths": ["/api/upload", "/api/images/*"], "retryAfter": 120 }
 */
import {
  Action,
  Configuration,
  defineMetric,
  getHeader,
  HeaderMap,
  incrementMetric,
  isOk,
  lengthOf,
  MetricType,
  PackedMapWriter,
  PathPattern,
  RequestPath,
  register,
  replaceHeader,
  Root,
  Stream,
  sendLocalResponse,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';

// The exports are the callbacks that the proxy will make: only those that the filter needs.
export {
  proxy_abi_version_0_2_1,
  proxy_on_configure,
  proxy_on_context_create,
  proxy_on_delete,
  proxy_on_memory_allocate,
  proxy_on_request_headers,
  proxy_on_response_headers,
} from '@imagehub/filter-sdk/assembly';

// Made once and used by every request, one at a time.
const path = new RequestPath();
const pairs = new PackedMapWriter();
const packed = new Writer(256);

/** One configuration. Several may be at work in a VM: one, and those before it with their last streams. */
class Maintenance extends Root {
  readonly patterns: PathPattern[] = [];
  readonly retryAfter: Writer = new Writer(8);
  refused: u32 = 0;

  configure(text: View): View {
    const configuration = new Configuration(text);
    const settings = configuration.root.only('paths, retryAfter');
    const paths = settings.get('paths').list(1, 100);
    for (let i = 0; i < paths.size; i++) this.patterns.push(PathPattern.from(paths.at(i)));
    this.retryAfter.integer(settings.get('retryAfter').integer(1, 86_400, 60));
    this.refused = defineMetric(MetricType.Counter, 'maintenance_refused');
    return configuration.fault();
  }

  createStream(): Stream {
    return new MaintenanceStream();
  }

  covers(target: View): bool {
    path.read(target);
    for (let i = 0; i < this.patterns.length; i++) {
      if (path.matches(this.patterns[i])) return true;
    }
    return false;
  }
}

/** One request and its response. It is used again for others: `begin` resets it. */
class MaintenanceStream extends Stream {
  private isRefused: bool = false;

  begin(): void {
    this.isRefused = false;
  }

  onRequestHeaders(endOfStream: bool): Action {
    const root = changetype<Maintenance>(this.root);
    const target = getHeader(HeaderMap.Request, ':path');
    if (!isOk(target) || !root.covers(target)) return Action.Continue;
    this.isRefused = true;
    incrementMetric(root.refused);
    pairs.clear().add('content-type', 'application/problem+json').add('cache-control', 'no-store');
    sendLocalResponse(503, 'maintenance', pairs.into(packed), '{"title":"Being worked on","status":503}');
    return Action.Pause;
  }

  onResponseHeaders(endOfStream: bool): Action {
    const after = changetype<Maintenance>(this.root).retryAfter.view();
    if (this.isRefused && lengthOf(after) > 0) replaceHeader(HeaderMap.Response, 'retry-after', after);
    return Action.Continue;
  }
}

register(() => new Maintenance());
