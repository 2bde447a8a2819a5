import { LogLevels } from './abi.js';
import { HostError } from './errors.js';
import { hostCalls } from './host-calls.js';
import type { HttpCallResponse } from './http-call.js';
import { Memory } from './memory.js';
import type { Metrics } from './metrics.js';
import { RootContext } from './root.js';
import type { Stream } from './stream.js';
import type { Surroundings } from './surroundings.js';

type Callback = (...parameters: number[]) => number;

/** A module at work on one thread, with the contexts it was told of. */
export class VirtualMachine {
  readonly surroundings: Surroundings;
  /** The worker whose machine it is; -1 for the main thread's. */
  readonly worker: number;
  readonly memory: Memory;
  /** The metric ids that this machine was given, in order from 1. */
  readonly metrics: ReturnType<Metrics['define']>[] = [];
  /** The configuration that is being read, during on_configure. */
  configuration: Uint8Array | undefined;
  /** The answer to a call, during on_http_call_response. */
  callResponse: HttpCallResponse | 'broken off' | undefined;
  /** The stream in whose name host calls are made: that of the callback, or the one it has made current. */
  stream: Stream | undefined;
  /** The root of that stream, or that of the callback. */
  root = 0;
  /** The streams that have not ended, by context id. */
  readonly streams = new Map<number, Stream>();
  readonly #roots = new Map<number, RootContext>();
  #lastContext = 0;
  #lastHttpCall = 0;
  #depth = 0;
  #later: (() => void)[] = [];
  readonly #exports: WebAssembly.Exports;

  constructor(module: WebAssembly.Module, surroundings: Surroundings, worker = 0) {
    this.surroundings = surroundings;
    this.worker = worker;
    const instance = new WebAssembly.Instance(module, { env: this.#imports(module) });
    this.#exports = instance.exports;
    // The crate proxy-wasm exports the allocator under the name that ABI 0.1.0 had for it, which proxies
    // still accept.
    const { memory, malloc, proxy_on_memory_allocate: allocate = malloc } = this.#exports;
    if (!(memory instanceof WebAssembly.Memory)) throw new HostError('the module exports no memory');
    if (!('proxy_abi_version_0_2_1' in this.#exports)) throw new HostError('the module is not for ABI 0.2.1');
    if (typeof allocate !== 'function') throw new HostError('the module exports no proxy_on_memory_allocate');
    this.memory = new Memory(memory, (size) => Number((allocate as Callback)(size)));
    this.call('_initialize');
  }

  /**
   * Calls an export, if there is one, in the name of a stream or of the root that is its first parameter. What
   * the callback has asked to be done later is done when this returns.
   */
  call(name: string, parameters: number[] = [], stream?: Stream): number | undefined {
    const callback = this.#exports[name];
    if (typeof callback !== 'function') return undefined;
    this.enter(stream?.root ?? parameters[0] ?? 0, stream);
    this.#depth += 1;
    let result: number;
    try {
      result = (callback as Callback)(...parameters);
    } catch (error) {
      this.#later = [];
      throw error;
    } finally {
      this.#depth -= 1;
      this.enter(0, undefined);
      this.callResponse = undefined;
    }
    for (let task = this.#later.shift(); task; task = this.#later.shift()) task();
    return result;
  }

  /** Makes a root, or a stream of it, the one in whose name host calls are made. */
  enter(root: number, stream: Stream | undefined): void {
    this.root = root;
    this.stream = stream;
  }

  /** Does something when no callback runs in this machine: now, or when the present one returns. */
  later(task: () => void): void {
    if (this.#depth > 0) this.#later.push(task);
    else task();
  }

  /** Context ids are handed out in sequence, to roots and streams alike, as Envoy does. */
  nextContext(): number {
    this.#lastContext += 1;
    return this.#lastContext;
  }

  nextHttpCall(): number {
    this.#lastHttpCall += 1;
    return this.#lastHttpCall;
  }

  /** What the proxy keeps for a root, from the first time it is asked for something. */
  rootContext(id = this.root): RootContext {
    const known = this.#roots.get(id);
    if (known) return known;
    const root = new RootContext(this, id);
    this.#roots.set(id, root);
    return root;
  }

  hasRoot(id: number): boolean {
    return this.#roots.has(id);
  }

  /** Forgets a root that has been deleted. */
  removeRoot(id: number): void {
    this.#roots.get(id)?.close();
    this.#roots.delete(id);
  }

  /** The process ends: nothing reaches this machine any more. */
  kill(): void {
    for (const id of [...this.#roots.keys()]) this.removeRoot(id);
    this.streams.clear();
  }

  /** Whether any callback can still come but by requests. */
  get expectant(): boolean {
    return [...this.#roots.values()].some((root) => root.expectant);
  }

  log(level: number, message: string): void {
    const name = LogLevels[level];
    if (!name) throw new HostError(`proxy_log with level ${level}`);
    if (level >= LogLevels.indexOf(this.surroundings.logLevel)) {
      this.surroundings.logs.push({ level: name, message });
    }
  }

  #imports(module: WebAssembly.Module): Record<string, Callback> {
    const imports: Record<string, Callback> = {};
    for (const { module: space, name } of WebAssembly.Module.imports(module)) {
      if (space !== 'env')
        throw new HostError(`the module imports ${space}.${name}, which no proxy provides`);
      const call = hostCalls[name];
      imports[name] = (...parameters) => {
        // SDKs import all of the ABI, whatever the filter uses of it.
        if (!call) throw new HostError(`the module calls ${name}, which this host lacks`);
        const { allow, fail } = this.surroundings;
        this.stream?.calls.push(name);
        if (this.stream && allow && !allow.has(name)) throw new HostError(`unexpected host call ${name}`);
        return fail?.(name) ?? call(this, ...parameters);
      };
    }
    return imports;
  }
}
