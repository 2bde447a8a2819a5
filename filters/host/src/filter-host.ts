import { HostError } from './errors.js';
import { type Answer, Exchange } from './exchange.js';
import type { HttpCall } from './http-call.js';
import type { RequestInit, ResponseInit } from './stream.js';
import { Surroundings, type SurroundingsOptions } from './surroundings.js';
import { VirtualMachine } from './virtual-machine.js';

export interface FilterHostOptions extends SurroundingsOptions {
  module: WebAssembly.Module;
  /** Worker threads, each with a virtual machine of its own. Default: 1. */
  workers?: number;
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
  readonly clock: Surroundings['clock'];
  readonly sharedData: Surroundings['sharedData'];
  readonly queues: Surroundings['queues'];
  readonly metrics: Surroundings['metrics'];
  readonly logs: Surroundings['logs'];
  /** The calls to services, answered or not, in order; a test answers them. */
  readonly httpCalls: readonly HttpCall[];
  readonly #main: Thread;
  readonly #workers: Thread[];

  constructor({ module, workers = 1, ...options }: FilterHostOptions) {
    const surroundings = new Surroundings(options);
    this.clock = surroundings.clock;
    this.sharedData = surroundings.sharedData;
    this.queues = surroundings.queues;
    this.metrics = surroundings.metrics;
    this.logs = surroundings.logs;
    this.httpCalls = surroundings.httpCalls;
    const thread = (worker: number): Thread => ({
      vm: new VirtualMachine(module, surroundings, worker),
      roots: [],
    });
    this.#main = thread(-1);
    this.#workers = Array.from({ length: workers }, (_, worker) => thread(worker));
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

  /**
   * The proxy's process ends at once: no callback, no tick and no answer reaches the filter any more, and requests under
   * way are never decided. A host made anew, with shared data of its own, is the proxy started again.
   */
  kill(): void {
    for (const { vm, roots } of [this.#main, ...this.#workers]) {
      vm.kill();
      roots.length = 0;
    }
  }

  /** A whole request and its response, for a filter that waits for nothing. The upstream answers as told, by default with an empty 200. */
  send(request: RequestInit, response: ResponseInit = {}): Answer {
    const exchange = this.open(request);
    return exchange.respond(response);
  }

  /** Sends a request and leaves it with the upstream, or where the filter has paused it. */
  open(request: RequestInit): Exchange {
    const thread = this.#workers[request.worker ?? 0];
    const root = thread?.roots.at(-1);
    if (!thread || root === undefined) throw new HostError('no such worker, or no configuration yet');
    return new Exchange(thread.vm, root, request);
  }

  /** Bytes of linear memory of a worker's machine. */
  memoryOf(worker = 0): number {
    const thread = this.#workers[worker];
    if (!thread) throw new HostError(`no worker ${worker}`);
    return thread.vm.memory.memory.buffer.byteLength;
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
  vm.rootContext(root);
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
  vm.removeRoot(root);
}
