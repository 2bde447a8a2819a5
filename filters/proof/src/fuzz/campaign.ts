import {
  Clock,
  type Exchange,
  FilterHost,
  Network,
  type Reaction,
  type ResponseInit,
} from '@imagehub/filter-host';
import type { Json } from '../json.js';
import type { BuiltFilter } from '../modules.js';
import type { Subject } from '../subjects/subject.js';
import { type Input, inputFor, REQUEST_KINDS } from './inputs.js';
import { Random } from './random.js';

export interface CampaignOptions {
  seed: number;
  /** The number of the first input. */
  from?: number;
  inputs: number;
  /** Called now and then with how many inputs are done. */
  progress?: (done: number) => void;
}

/** An input that made the filter trap, or do what no proxy allows. */
export interface Crash {
  filter: string;
  seed: number;
  number: number;
  input: Input;
  error: string;
}

/** What a campaign against one filter has seen. */
export interface Campaign {
  filter: string;
  inputs: number;
  /** Inputs by kind, and of the configurations those that were taken. */
  kinds: Record<string, number>;
  accepted: number;
  /** Answers by status. */
  statuses: Record<string, number>;
  crashes: Crash[];
  /** Bytes of the machine's memory after half of the inputs, and after all. */
  memory: { early: number; late: number };
}

/** A page of memory, in bytes: what a machine grows by. */
const PAGE = 65_536;

/**
 * Whether a machine leaks. What an input needs is given back, but its blocks stay with the heap, and now and then an input
 * needs more of one size than any before it: such records become rare as the logarithm of the inputs, and each costs a
 * page at most. What is lost, if only 64 bytes in each hundredth of 600,000 inputs, takes more than that in half of them.
 */
export function hasGrown({ memory }: Campaign): boolean {
  return memory.late > memory.early + PAGE;
}

/** As many inputs may pass under a configuration that the fuzzer has made; then a good one comes back. */
const GOOD_AGAIN = 64;

/** Feeds a filter with inputs; what makes it trap is kept, and a fresh machine goes on. */
export function campaign(
  { name, module }: BuiltFilter,
  subject: Subject,
  options: CampaignOptions,
): Campaign {
  const { seed, from = 0, inputs, progress } = options;
  const seen: Campaign = {
    filter: name,
    inputs,
    kinds: Object.fromEntries(['configuration', ...REQUEST_KINDS].map((kind) => [kind, 0])),
    accepted: 0,
    statuses: {},
    crashes: [],
    memory: { early: 0, late: 0 },
  };
  let bench = new Bench(module, subject);
  for (let number = from; number < from + inputs; number++) {
    const input = inputFor(subject, new Random(seed, number));
    try {
      if (number % GOOD_AGAIN === 0) bench.putBack(number / GOOD_AGAIN);
      bench.feed(input, seen);
    } catch (error) {
      seen.crashes.push({ filter: name, seed, number, input, error: String(error) });
      bench = new Bench(module, subject);
    }
    if (number === from + Math.floor(inputs / 2)) seen.memory.early = bench.memory;
    if (number % 10_000 === 0) progress?.(number - from);
  }
  seen.memory.late = bench.memory;
  return seen;
}

/** A host with the filter on it, and with the service that it calls. */
class Bench {
  readonly #host: FilterHost;
  readonly #subject: Subject;
  #tamper: ((good: Json) => Reaction) | undefined;

  constructor(module: WebAssembly.Module, subject: Subject) {
    const clock = new Clock();
    const network = new Network(clock, () => [{ there: 1, back: 1 }]);
    const { service } = subject;
    if (service) {
      network.serve(service.cluster, ({ body }) => {
        const good = service.answer(body);
        return this.#tamper?.(good) ?? { body: JSON.stringify(good) };
      });
    }
    this.#subject = subject;
    this.#host = new FilterHost({ module, clock, network, logLevel: 'error' });
    this.putBack(0);
  }

  get memory(): number {
    return this.#host.memoryOf();
  }

  /** Puts a good configuration in the place of whatever there is. */
  putBack(turn: number): void {
    const { configurations } = this.#subject;
    this.#configure(configurations[turn % configurations.length] ?? null);
    this.#host.logs.length = 0;
    this.#host.clock.advance(7);
  }

  feed(input: Input, seen: Campaign): void {
    seen.kinds[input.kind] = (seen.kinds[input.kind] ?? 0) + 1;
    if (input.kind === 'configuration') {
      if (!this.#host.configure(input.configuration)) return;
      seen.accepted++;
      this.#host.retire();
    } else if (input.kind === 'answer') {
      this.#answer(input, seen);
    } else {
      this.#finish(this.#host.open(input.request), input.response, seen);
    }
  }

  #configure(configuration: Json): void {
    if (!this.#host.configure(configuration)) throw new Error('a good configuration is refused');
    this.#host.retire();
  }

  #answer({ users, tamper }: Input & { kind: 'answer' }, seen: Campaign): void {
    const { service } = this.#subject;
    if (!service) return;
    this.#configure(service.configuration);
    // The service has been well again for long enough to be called.
    this.#host.clock.advance(1.5);
    this.#tamper = tamper;
    const open = users.map((user) => this.#host.open(service.request(user)));
    this.#host.clock.advance(0.3);
    this.#tamper = undefined;
    for (const exchange of open) this.#finish(exchange, {}, seen);
  }

  #finish(exchange: Exchange, response: ResponseInit, seen: Campaign): void {
    if (exchange.paused) this.#host.clock.advance(2);
    const { status } = exchange.respond(response);
    seen.statuses[status] = (seen.statuses[status] ?? 0) + 1;
  }
}
