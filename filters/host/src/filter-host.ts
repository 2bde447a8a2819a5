import { Action, type LogLevel } from './abi.js';
import { Clock } from './clock.js';
import { HostError } from './errors.js';
import { HeaderMap } from './header-map.js';
import { Metrics } from './metrics.js';
import { SharedData } from './shared-data.js';
import { type RequestInit, type ResponseInit, Stream } from './stream.js';
import { type Surroundings, VirtualMachine } from './virtual-machine.js';

export interface FilterHostOptions {
  module: WebAssembly.Module;
  /** Worker threads, each with a virtual machine of its own. Default: 1. */
  workers?: number;
  clock?: Clock;
  /** Given to a second host, it stands for a reload of the code under the same vm_id. */
  sharedData?: SharedData;
  metrics?: Metrics;
  /** Default: info. */
  logLevel?: LogLevel;
  /** The host calls that requests may make; any other fails the test. Default: all. */
  allow?: readonly string[];
}

/** What came of a request. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Empty unless the filter answered itself. */
  body: string;
  /** The request headers as the upstream got them; undefined if it got none. */
  upstream: Record<string, string> | undefined;
  /** The host calls that the request and its response cost, in order. */
  calls: string[];
}

/** A virtual machine with its roots: the last one gets new streams, those before it only finish theirs. */
interface Thread {
  vm: VirtualMachine;
  roots: number[];
}

/**
 * A proxy in miniature: one machine on the main thread and one on each worker, configured in the order in
 * which Envoy 1.40 does it, with one store of shared data, one clock and one set of metrics.
 *
 * @example
 * const host = new FilterHost({ module, workers: 2 });
 * host.configure({ plans: {}, guard: [] });
 * const answer = host.send({ path: '/' });
 */
export class FilterHost {
  readonly clock: Clock;
  readonly sharedData: SharedData;
  readonly metrics: Metrics;
  readonly logs: Surroundings['logs'] = [];
  readonly #main: Thread;
  readonly #workers: Thread[];

  constructor({
    module,
    workers = 1,
    clock,
    sharedData,
    metrics,
    logLevel = 'info',
    allow,
  }: FilterHostOptions) {
    this.clock = clock ?? new Clock();
    this.sharedData = sharedData ?? new SharedData();
    this.metrics = metrics ?? new Metrics();
    const surroundings: Surroundings = {
      clock: this.clock,
      sharedData: this.sharedData,
      metrics: this.metrics,
      logs: this.logs,
      logLevel,
      allow: allow && new Set(allow),
    };
    const thread = (): Thread => ({ vm: new VirtualMachine(module, surroundings), roots: [] });
    this.#main = thread();
    this.#workers = Array.from({ length: workers }, thread);
  }

  /**
   * Adds a root with this configuration to every machine, the main thread's first. If that one refuses, the
   * workers never hear of it and the last good configuration goes on. Roots before it stay until `retire`.
   *
   * @param configuration JSON text, its bytes, or a value to be written as such
   * @returns whether it was accepted
   */
  configure(configuration: unknown): boolean {
    const bytes = configurationBytes(configuration);
    if (!addRoot(this.#main, bytes)) return false;
    for (const worker of this.#workers) {
      if (!addRoot(worker, bytes)) throw new HostError('a worker refused what the main thread accepted');
    }
    return true;
  }

  /** Ends the drain of an edit: roots but the last are told that they are done, and deleted. */
  retire(): void {
    for (const thread of [this.#main, ...this.#workers]) {
      for (const root of thread.roots.splice(0, thread.roots.length - 1)) removeRoot(thread, root);
    }
  }

  /** A whole request and its response. The upstream answers as told, by default with an empty 200. */
  send(request: RequestInit, response: ResponseInit = {}): Answer {
    const exchange = this.open(request);
    return exchange.respond(response);
  }

  /** Sends a request and leaves it with the upstream. */
  open(request: RequestInit): Exchange {
    const thread = this.#workers[request.worker ?? 0];
    const root = thread?.roots.at(-1);
    if (!thread || root === undefined) throw new HostError('no such worker, or no configuration yet');
    return new Exchange(thread.vm, new Stream(thread.vm.nextContext(), root, request));
  }

  /** Bytes of linear memory of a worker's machine. */
  memoryOf(worker = 0): number {
    const thread = this.#workers[worker];
    if (!thread) throw new HostError(`no worker ${worker}`);
    return thread.vm.memory.memory.buffer.byteLength;
  }
}

/** A request on its way. */
export class Exchange {
  readonly #vm: VirtualMachine;
  readonly #stream: Stream;
  readonly #calls: string[] = [];

  constructor(vm: VirtualMachine, stream: Stream) {
    this.#vm = vm;
    this.#stream = stream;
    this.#callback('proxy_on_context_create', stream.root);
    const action = this.#callback('proxy_on_request_headers', stream.request.pairs().length, 1);
    if (stream.local && action !== Action.Pause) throw new HostError('a local response, and yet Continue');
    if (!stream.local && action === Action.Pause) throw new HostError('paused, and nothing to wait for');
    stream.phase = 'upstream';
  }

  /** The request headers as the next filter gets them; undefined if this one has answered itself. */
  get forwarded(): [name: string, value: string][] | undefined {
    return this.#stream.local
      ? undefined
      : this.#stream.request.pairs().map(([name, value]) => [name, value]);
  }

  /** The answer of the upstream, or the filter's own, on its way back through the filter; ends the stream. */
  respond({ status = 200, headers = {} }: ResponseInit = {}): Answer {
    const stream = this.#stream;
    const { local } = stream;
    if (stream.phase !== 'upstream') throw new HostError('the stream has ended');
    stream.phase = 'response';
    stream.response = new HeaderMap(local ? local.headers : headers);
    stream.response.replace(':status', String(local ? local.status : status));
    this.#callback('proxy_on_response_headers', stream.response.pairs().length, 1);
    stream.phase = 'ended';
    for (const name of ['proxy_on_done', 'proxy_on_log', 'proxy_on_delete']) this.#callback(name);
    const { ':status': final, ...rest } = stream.response.toObject();
    return {
      status: Number(final),
      headers: rest,
      body: local?.body ?? '',
      upstream: local ? undefined : stream.request.toObject(),
      calls: this.#calls,
    };
  }

  #callback(name: string, ...parameters: number[]): number | undefined {
    this.#vm.takeCalls();
    const result = this.#vm.call(name, [this.#stream.id, ...parameters], this.#stream);
    this.#calls.push(...this.#vm.takeCalls());
    return result;
  }
}

function configurationBytes(configuration: unknown): Uint8Array {
  if (configuration instanceof Uint8Array) return configuration;
  return Buffer.from(
    typeof configuration === 'string' ? configuration : JSON.stringify(configuration),
    'utf8',
  );
}

function addRoot(thread: Thread, configuration: Uint8Array): boolean {
  const { vm } = thread;
  const root = vm.nextContext();
  vm.call('proxy_on_context_create', [root, 0]);
  vm.configuration = configuration;
  const started = vm.call('proxy_on_vm_start', [root, 0]) ?? 1;
  const accepted = started !== 0 && (vm.call('proxy_on_configure', [root, configuration.length]) ?? 1) !== 0;
  vm.configuration = undefined;
  if (accepted) thread.roots.push(root);
  else removeRoot(thread, root);
  return accepted;
}

function removeRoot({ vm }: Thread, root: number): void {
  vm.call('proxy_on_done', [root]);
  vm.call('proxy_on_delete', [root]);
}
