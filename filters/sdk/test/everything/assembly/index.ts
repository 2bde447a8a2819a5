/** A filter that makes use of all callbacks and calls which the hub's own filters do without. */
import {
  Action,
  addHeader,
  Buffer,
  continueStream,
  defineMetric,
  dequeue,
  enqueue,
  equal,
  getBuffer,
  getHeader,
  getMetric,
  HeaderMap,
  incrementMetric,
  isOk,
  MetricType,
  NOTHING,
  PackedMapWriter,
  Root,
  recordMetric,
  register,
  registerQueue,
  removeHeader,
  Stream,
  StreamType,
  setBuffer,
  setTickPeriod,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';

export {
  proxy_abi_version_0_2_1,
  proxy_on_configure,
  proxy_on_context_create,
  proxy_on_delete,
  proxy_on_http_call_response,
  proxy_on_log,
  proxy_on_memory_allocate,
  proxy_on_queue_ready,
  proxy_on_request_body,
  proxy_on_request_headers,
  proxy_on_response_body,
  proxy_on_response_headers,
  proxy_on_tick,
} from '@imagehub/filter-sdk/assembly';

const pairs = new PackedMapWriter();
const packed = new Writer(256);
const body = new Writer(256);

class Everything extends Root {
  queue: u32 = 0;
  ticks: u32 = 0;
  private lengths: u32 = 0;

  configure(text: View): View {
    this.queue = registerQueue('ended');
    this.ticks = defineMetric(MetricType.Counter, 'everything_ticks');
    this.lengths = defineMetric(MetricType.Gauge, 'everything_paths');
    setTickPeriod(20);
    return this.queue == 0 ? 'queue: cannot be registered' : NOTHING;
  }

  createStream(): Stream {
    return new EverythingStream();
  }

  onTick(): void {
    incrementMetric(this.ticks);
  }

  onQueueReady(queue: u32): void {
    while (isOk(dequeue(queue))) recordMetric(this.lengths, getMetric(this.lengths) + 1);
  }
}

class EverythingStream extends Stream {
  begin(): void {}

  onRequestHeaders(endOfStream: bool): Action {
    removeHeader(HeaderMap.Request, 'content-length');
    const path = getHeader(HeaderMap.Request, ':path');
    if (equal(path, '/call')) return this.ask('upstream');
    return equal(path, '/call-nobody') ? this.ask('nobody') : Action.Continue;
  }

  onRequestBody(size: i32, endOfStream: bool): Action {
    if (!endOfStream) return Action.Pause;
    body
      .clear()
      .put(getBuffer(Buffer.RequestBody, 0, size))
      .put(' in');
    setBuffer(Buffer.RequestBody, 0, size, body.view());
    return Action.Continue;
  }

  onHttpCallResponse(call: u32, headers: i32, bodySize: i32): void {
    const status = getHeader(HeaderMap.HttpCallResponse, ':status');
    body
      .clear()
      .put(status)
      .byte(0x20)
      .put(getBuffer(Buffer.HttpCallResponseBody, 0, bodySize));
    addHeader(HeaderMap.Request, 'x-called', headers == 0 ? 'failed' : body.view());
    continueStream(StreamType.Request);
  }

  onResponseHeaders(endOfStream: bool): Action {
    removeHeader(HeaderMap.Response, 'content-length');
    return Action.Continue;
  }

  onResponseBody(size: i32, endOfStream: bool): Action {
    if (!endOfStream) return Action.Pause;
    body
      .clear()
      .put(getBuffer(Buffer.ResponseBody, 0, size))
      .put(' out');
    setBuffer(Buffer.ResponseBody, 0, size, body.view());
    return Action.Continue;
  }

  onLog(): void {
    enqueue(changetype<Everything>(this.root).queue, getHeader(HeaderMap.Request, ':path'));
  }

  private ask(cluster: View): Action {
    pairs.clear().add(':method', 'GET').add(':path', '/called').add(':authority', 'upstream');
    if (this.call(cluster, pairs.into(packed), NOTHING, 1_000) != 0) return Action.Pause;
    addHeader(HeaderMap.Request, 'x-called', 'refused');
    return Action.Continue;
  }
}

register(() => new Everything());
