import type { Clock } from './clock.js';
import type { HttpCall } from './http-call.js';
import type { ResponseInit } from './stream.js';

/** A call as the service gets it. */
export interface ServiceRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What a service does with a request: it answers, never answers (`hang`), hangs up before it answers (`reset`), or in
 * the middle of its answer (`break off`).
 */
export type Reaction = ResponseInit | 'hang' | 'reset' | 'break off';

export type Service = (request: ServiceRequest) => Reaction;

/** How one copy of a call travels, in milliseconds each way. Infinity: it is lost on that way. */
export interface Trip {
  there: number;
  back: number;
}

/**
 * How a call fares: the trips of its copies (of several answers the first counts), or `unreachable`: no connection is
 * made, and nothing reaches the service.
 */
export type Fate = 'unreachable' | readonly Trip[];

/**
 * What lies between filters and the services they call, on the clock of the test. Give it to each host that is to use
 * it. A call fares as `fate` says; its answer may be overtaken by a later one's, and if none comes in time, its timeout
 * ends it with a 504.
 *
 * @example
 * const clock = new Clock();
 * const network = new Network(clock, weather(7, { delay: [0.2, 5], loss: 0.05, duplication: 0.05 }));
 * network.serve('quota', ({ body }) => ({ body: grant(body) }));
 * const host = new FilterHost({ module, clock, network });
 */
export class Network {
  /** How the next call fares, given its number from 0. May be replaced at any time. */
  fate: (call: HttpCall, number: number) => Fate;
  readonly #clock: Clock;
  readonly #services = new Map<string, Service>();
  #calls = 0;

  /** @param fate default: every call arrives at once, and its answer too */
  constructor(clock: Clock, fate: Network['fate'] = () => [{ there: 0, back: 0 }]) {
    this.#clock = clock;
    this.fate = fate;
  }

  /** Calls sent so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Puts a service behind a cluster, in the place of one before it. */
  serve(cluster: string, service: Service): void {
    this.#services.set(cluster, service);
  }

  /**
   * Takes all instances of a service out of its cluster, as a control plane does with unhealthy ones: Envoy 1.40 then
   * refuses calls at once, without a callback. (A service that was killed, and is still in its cluster, is one that
   * answers `reset`.)
   */
  withdraw(cluster: string): void {
    this.#services.delete(cluster);
  }

  /** Whether there is an instance to call. */
  reaches(cluster: string): boolean {
    return this.#services.has(cluster);
  }

  /** Takes over a call that a filter has made. */
  carry(call: HttpCall): void {
    const fate = this.fate(call, this.#calls++);
    if (fate === 'unreachable') {
      this.#deliver(call, 0, 'reset');
      return;
    }
    for (const { there, back } of fate) {
      if (there !== Infinity) this.#clock.after(there, () => this.#arrive(call, back));
    }
  }

  /** A request that has left arrives, whether or not its caller still waits. */
  #arrive(call: HttpCall, back: number): void {
    const service = this.#services.get(call.cluster);
    const reaction = service ? service({ headers: call.headers, body: call.body }) : 'reset';
    if (reaction !== 'hang' && back !== Infinity) this.#deliver(call, back, reaction);
  }

  /** Never at once: a proxy answers no call while the filter is making it. */
  #deliver(call: HttpCall, delay: number, reaction: Exclude<Reaction, 'hang'>): void {
    this.#clock.after(delay, () => {
      if (!call.pending) return;
      if (reaction === 'reset') call.refuse();
      else if (reaction === 'break off') call.breakOff();
      else call.respond(reaction);
    });
  }
}

export interface Climate {
  /** Least and most milliseconds of each way. Default: 0 and 0. Calls overtake each other where they differ. */
  delay?: readonly [least: number, most: number];
  /** Part of the copies that are lost on the way there, and of the answers that are lost on the way back. */
  loss?: number;
  /** Part of the calls that reach the service twice. */
  duplication?: number;
  /** Part of the calls that find no connection. */
  unreachable?: number;
}

/** Fates at random, the same ones for the same seed. */
export function weather(
  seed: number,
  { delay: [least, most] = [0, 0], loss = 0, duplication = 0, unreachable = 0 }: Climate,
): () => Fate {
  const random = mulberry32(seed);
  const way = (): number => (random() < loss ? Infinity : least + (most - least) * random());
  const trip = (): Trip => ({ there: way(), back: way() });
  return () => {
    if (random() < unreachable) return 'unreachable';
    return random() < duplication ? [trip(), trip()] : [trip()];
  };
}

/** Tommy Ettinger's generator, in the public domain. @returns a function that gives numbers from 0 to below 1 */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
