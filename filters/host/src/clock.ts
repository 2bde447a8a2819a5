interface Timer {
  /** Nanoseconds since the clock was made. */
  due: bigint;
  run: () => void;
}

/**
 * The wall clock of a proxy, moved by the test alone. It may be set back, as real ones are. Ticks and timeouts
 * come while `advance` moves it; assigning `now` is a step of the wall clock, which timers do not notice.
 */
export class Clock {
  /** Nanoseconds since 1970. */
  now: bigint;
  #elapsed = 0n;
  readonly #timers = new Set<Timer>();

  /** @param start milliseconds since 1970 */
  constructor(start = 1_700_000_000_000) {
    this.now = BigInt(start) * 1_000_000n;
  }

  /**
   * Moves the clock by so many seconds, and runs the timers that come due, each at its time. Fractions count
   * to the microsecond. Less than 0 sets the wall clock back.
   */
  advance(seconds: number): void {
    const step = BigInt(Math.round(seconds * 1_000_000)) * 1000n;
    const end = this.#elapsed + (step > 0n ? step : 0n);
    for (let timer = this.#nextUntil(end); timer; timer = this.#nextUntil(end)) {
      this.#timers.delete(timer);
      this.#move(timer.due - this.#elapsed);
      timer.run();
    }
    this.#move(step > 0n ? end - this.#elapsed : step);
  }

  /** Calls `run` once, when so many milliseconds have passed. @returns a function that prevents it */
  after(milliseconds: number, run: () => void): () => void {
    const timer: Timer = { due: this.#elapsed + BigInt(milliseconds) * 1_000_000n, run };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  #move(step: bigint): void {
    this.now += step;
    if (step > 0n) this.#elapsed += step;
  }

  #nextUntil(end: bigint): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= end && (!next || timer.due < next.due)) next = timer;
    }
    return next;
  }
}
