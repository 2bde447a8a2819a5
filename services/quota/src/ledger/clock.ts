import { performance } from 'node:perf_hooks';

/**
 * A clock in ms that starts with the wall clock and from then on only runs: the wall clock being set forward would
 * end grants too early.
 */
export class SteadyClock {
  #start = Date.now() - performance.now();

  now(): number {
    return Math.floor(this.#start + performance.now());
  }

  /** Goes on from a time that an earlier clock showed, if the wall clock was set back since. */
  notBefore(time: number): void {
    this.#start = Math.max(this.#start, time - performance.now());
  }
}
