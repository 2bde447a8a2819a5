import { Status } from './abi.js';

interface Queue {
  readonly name: string;
  readonly values: Uint8Array[];
  /** Tells the root that registered last that there is a value. */
  ready: () => void;
}

/** Queues by vm_id and name, with the rules of proxy-wasm-cpp-host: only the last root to register hears of values. */
export class SharedQueues {
  readonly #queues: Queue[] = [];

  /** Opens a queue or takes it over with all that it holds. @returns its id */
  register(vmId: string, name: string, ready: () => void): number {
    const known = this.resolve(vmId, name);
    const queue = known === undefined ? undefined : this.#queues[known - 1];
    if (!queue) return this.#queues.push({ name: `${vmId}\0${name}`, values: [], ready });
    queue.ready = ready;
    return this.#queues.indexOf(queue) + 1;
  }

  /** The id of a queue, if anyone has registered it. */
  resolve(vmId: string, name: string): number | undefined {
    const at = this.#queues.findIndex((queue) => queue.name === `${vmId}\0${name}`);
    return at < 0 ? undefined : at + 1;
  }

  enqueue(id: number, value: Uint8Array): Status {
    const queue = this.#queues[id - 1];
    if (!queue) return Status.NotFound;
    queue.values.push(value);
    queue.ready();
    return Status.Ok;
  }

  /** The oldest value, or why there is none. */
  dequeue(id: number): Uint8Array | Status {
    const queue = this.#queues[id - 1];
    return queue ? (queue.values.shift() ?? Status.Empty) : Status.NotFound;
  }

  /** What a queue holds, the oldest first, as text. */
  values(vmId: string, name: string): string[] {
    const values = this.#queues[(this.resolve(vmId, name) ?? 0) - 1]?.values ?? [];
    return values.map((value) => Buffer.from(value).toString('utf8'));
  }
}
