import { performance } from 'node:perf_hooks';

/** The most that a wall clock is stepped, in ms: as the limiter takes it to be for the time that a lease lives. */
const LARGEST_STEP = 250;

/**
 * A clock in ms that starts with the wall clock and from then on only runs: the wall clock being set forward would
 * end grants too early.
 */
export class SteadyClock {
  readonly #steady: () => number;
  #start: number;
  #continues = false;

  /**
   * @param wall ms since 1970
   * @param steady ms since any moment, which never jump
   */
  constructor(wall = Date.now, steady = () => performance.now()) {
    this.#steady = steady;
    this.#start = wall() - steady();
  }

  now(): number {
    return Math.floor(this.#start + this.#steady());
  }

  /**
   * Goes on from a time that an earlier clock showed. The wall clock may have been set back since that one started, or
   * set forward, which it would not have noticed: rather than end its grants too early, this one is a little behind.
   */
  notBefore(time: number): void {
    if (!this.#continues) this.#start -= LARGEST_STEP;
    this.#continues = true;
    this.#start = Math.max(this.#start, time - this.#steady());
  }
}
