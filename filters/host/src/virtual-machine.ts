import { type LogLevel, LogLevels } from './abi.js';
import type { Clock } from './clock.js';
import { HostError } from './errors.js';
import { hostCalls } from './host-calls.js';
import { Memory } from './memory.js';
import type { Metrics } from './metrics.js';
import type { SharedData } from './shared-data.js';
import type { Stream } from './stream.js';

/** What the virtual machines of a proxy have in common. */
export interface Surroundings {
  readonly clock: Clock;
  readonly sharedData: SharedData;
  readonly metrics: Metrics;
  readonly logs: { level: LogLevel; message: string }[];
  /** Lines below this level are not written, and filters are told so. */
  readonly logLevel: LogLevel;
  /** The host calls that a request may make; undefined allows all. */
  readonly allow: ReadonlySet<string> | undefined;
  /** Makes a host call fail with this status, as a healthy proxy never does; undefined lets it through. */
  readonly fail?: (call: string) => number | undefined;
}

type Callback = (...parameters: number[]) => number;

/** A module at work on one thread, with the contexts it was told of. */
export class VirtualMachine {
  readonly surroundings: Surroundings;
  readonly memory: Memory;
  /** The metric ids that this machine was given, in order from 1. */
  readonly metrics: ReturnType<Metrics['define']>[] = [];
  /** The configuration that is being read, during on_configure. */
  configuration: Uint8Array | undefined;
  /** The stream whose callback runs. */
  stream: Stream | undefined;
  /** The names of the host calls since the last `takeCalls`. */
  #calls: string[] = [];
  #lastContext = 0;
  readonly #exports: WebAssembly.Exports;

  constructor(module: WebAssembly.Module, surroundings: Surroundings) {
    this.surroundings = surroundings;
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

  /** Calls an export, if there is one, in the name of a stream or of none. */
  call(name: string, parameters: number[] = [], stream?: Stream): number | undefined {
    const callback = this.#exports[name];
    if (typeof callback !== 'function') return undefined;
    this.stream = stream;
    try {
      return (callback as Callback)(...parameters);
    } finally {
      this.stream = undefined;
    }
  }

  /** Context ids are handed out in sequence, to roots and streams alike, as Envoy does. */
  nextContext(): number {
    this.#lastContext += 1;
    return this.#lastContext;
  }

  /** The host calls since the last time, in order. */
  takeCalls(): string[] {
    const calls = this.#calls;
    this.#calls = [];
    return calls;
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
        this.#calls.push(name);
        const { allow } = this.surroundings;
        if (this.stream && allow && !allow.has(name)) throw new HostError(`unexpected host call ${name}`);
        return this.surroundings.fail?.(name) ?? call(this, ...parameters);
      };
    }
    return imports;
  }
}
