/** A filter that does, for each path, one thing that it should not. */
import {
  Action,
  addHeader,
  clearRouteCache,
  continueStream,
  equal,
  getBuffer,
  getHeader,
  HeaderMap,
  incrementMetric,
  NOTHING,
  proxy_call_foreign_function,
  Root,
  register,
  Stream,
  StreamType,
  sendLocalResponse,
  setProperty,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';

export {
  proxy_abi_version_0_2_1,
  proxy_on_configure,
  proxy_on_context_create,
  proxy_on_delete,
  proxy_on_memory_allocate,
  proxy_on_request_body,
  proxy_on_request_headers,
  proxy_on_response_headers,
} from '@imagehub/filter-sdk/assembly';

const text = new Writer(64);

class Misbehaving extends Root {
  configure(configuration: View): View {
    return NOTHING;
  }

  createStream(): Stream {
    return new MisbehavingStream();
  }
}

class MisbehavingStream extends Stream {
  begin(): void {}

  onRequestHeaders(endOfStream: bool): Action {
    const path = getHeader(HeaderMap.Request, ':path');
    if (equal(path, '/pause')) return Action.Pause;
    if (equal(path, '/action')) return changetype<Action>(7);
    if (equal(path, '/answer')) sendLocalResponse(500, 'answer', NOTHING, NOTHING);
    if (equal(path, '/status')) sendLocalResponse(99, 'status', NOTHING, NOTHING);
    if (equal(path, '/continue')) continueStream(StreamType.Request);
    if (equal(path, '/metric')) incrementMetric(9);
    if (equal(path, '/name')) addHeader(HeaderMap.Request, 'X Name', 'value');
    if (equal(path, '/trailers')) addHeader(HeaderMap.RequestTrailers, 'x-name', 'value');
    if (equal(path, '/response')) getHeader(HeaderMap.Response, ':status');
    if (equal(path, '/call')) getHeader(HeaderMap.HttpCallResponse, ':status');
    if (equal(path, '/body')) getBuffer(0, 0, 1);
    if (equal(path, '/property')) setProperty(text.clear().put('a').byte(0).put('b').view(), 'value');
    if (equal(path, '/foreign')) proxy_call_foreign_function(1024, 4, 0, 0, 1024, 1028);
    if (equal(path, '/trap')) unreachable();
    return Action.Continue;
  }

  onRequestBody(size: i32, endOfStream: bool): Action {
    addHeader(HeaderMap.Request, 'x-late', 'value');
    return Action.Continue;
  }

  onResponseHeaders(endOfStream: bool): Action {
    const path = getHeader(HeaderMap.Request, ':path');
    if (equal(path, '/route')) clearRouteCache();
    if (equal(path, '/late')) sendLocalResponse(500, 'late', NOTHING, NOTHING);
    return Action.Continue;
  }
}

register(() => new Misbehaving());
