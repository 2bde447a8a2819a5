/** A filter that makes use of all callbacks and calls which the hub's own filters do without. */
import {
  callHttp,
  Configuration,
  continueStream,
  defineMetric,
  dequeue,
  getMetric,
  incrementMetric,
  isOk,
  lengthOf,
  MetricType,
  NOTHING,
  PackedMapWriter,
  Root,
  recordMetric,
  register,
  registerQueue,
  resolveQueue,
  Stream,
  StreamType,
  setEffectiveContext,
  setTickPeriod,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';
import { EverythingStream, Held, Queue, StreamCounter } from './stream';

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
  proxy_on_request_trailers,
  proxy_on_response_body,
  proxy_on_response_headers,
  proxy_on_response_trailers,
  proxy_on_tick,
} from '@imagehub/filter-sdk/assembly';

const pairs = new PackedMapWriter();
const packed = new Writer(256);

class Everything extends StreamCounter {
  private configuration: Configuration | null = null;
  private ticks: u32 = 0;
  private paths: u32 = 0;
  private answers: u32 = 0;
  private sizes: u32 = 0;
  private endedStreams: u32 = 0;
  private endedRoots: u32 = 0;
  /** The cluster that the root itself asks at its first tick, if any. */
  private cluster: View = NOTHING;

  configure(text: View): View {
    const configuration = new Configuration(text);
    const cluster = configuration.root.only('ask').get('ask');
    if (cluster.present) this.cluster = cluster.name();
    this.configuration = configuration;
    if (lengthOf(configuration.fault()) > 0) return configuration.fault();
    this.ticks = defineMetric(MetricType.Counter, 'everything_ticks');
    this.paths = defineMetric(MetricType.Gauge, 'everything_paths');
    this.answers = defineMetric(MetricType.Counter, 'everything_answers');
    this.sizes = defineMetric(MetricType.Histogram, 'everything_sizes');
    this.endedStreams = defineMetric(MetricType.Counter, 'everything_ended_streams');
    this.endedRoots = defineMetric(MetricType.Counter, 'everything_ended_roots');
    setTickPeriod(20);
    return openQueue();
  }

  createStream(): Stream {
    return new EverythingStream();
  }

  end(): void {
    incrementMetric(this.endedRoots);
  }

  countEndedStream(): void {
    incrementMetric(this.endedStreams);
  }

  onTick(): void {
    incrementMetric(this.ticks);
    if (lengthOf(this.cluster) > 0) this.ask();
    for (let id = Held.take(this); id != 0; id = Held.take(this)) {
      if (setEffectiveContext(id) == 0) continueStream(StreamType.Response);
    }
    setEffectiveContext(this.id);
  }

  onQueueReady(queue: u32): void {
    for (let path = dequeue(queue); isOk(path); path = dequeue(queue)) {
      recordMetric(this.paths, getMetric(this.paths) + 1);
      recordMetric(this.sizes, lengthOf(path));
    }
  }

  onHttpCallResponse(call: u32, headers: i32, bodySize: i32): void {
    if (headers > 0) incrementMetric(this.answers);
  }

  private ask(): void {
    pairs.clear().add(':method', 'POST').add(':path', '/root').add(':authority', 'upstream');
    callHttp(this.cluster, pairs.into(packed), 'from the root', 1_000);
    this.cluster = NOTHING;
  }
}

function openQueue(): View {
  Queue.id = registerQueue('ended');
  if (Queue.id == 0) return 'queue: cannot be registered';
  if (resolveQueue(NOTHING, 'ended') != Queue.id) return 'queue: cannot be found again';
  return resolveQueue('nobody', 'ended') == 0 ? NOTHING : 'queue: found where there is none';
}

register(() => new Everything());
