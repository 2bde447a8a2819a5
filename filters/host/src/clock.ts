interface Timer {
  /** Nanoseconds since the timeline began. */
  due: bigint;
  run: () => void;
}

/** Time as it passes, which nobody can set. */
class Timeline {
  elapsed = 0n;
  readonly timers = new Set<Timer>();

  /** Runs the timers that come due, each at its time, those that timers set among them. */
  pass(nanoseconds: bigint): void {
    const end = this.elapsed + nanoseconds;
    for (let timer = this.#next(end); timer; timer = this.#next(end)) {
      this.timers.delete(timer);
      this.elapsed = timer.due;
      timer.run();
    }
    this.elapsed = end;
  }

  #next(end: bigint): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.timers) {
      if (timer.due <= end && (!next || timer.due < next.due)) next = timer;
    }
    return next;
  }
}

/**
 * The wall clock of a machine, moved by the test alone. It may be set back, as real ones are. Ticks and timeouts
 * come while `advance` moves it; assigning `now` is a step of the wall clock, which timers do not notice.
 *
 * @example Two machines, the second 200 ms behind: time passes for both, whichever is moved.
 * const clock = new Clock();
 * const behind = clock.beside(-200);
 * clock.advance(1);
 */
export class Clock {
  readonly #timeline: Timeline;
  /** What the wall shows when the timeline begins, in nanoseconds since 1970. */
  #origin: bigint;

  /** @param start milliseconds since 1970 */
  constructor(start = 1_700_000_000_000, timeline = new Timeline()) {
    this.#timeline = timeline;
    this.#origin = BigInt(start) * 1_000_000n - timeline.elapsed;
  }

  /** The wall clock, in nanoseconds since 1970. */
  get now(): bigint {
    return this.#origin + this.#timeline.elapsed;
  }

  set now(time: bigint) {
    this.#origin = time - this.#timeline.elapsed;
  }

  /** Milliseconds that have passed since the first clock was made: no step of a wall clock touches them. */
  get elapsed(): number {
    return Number(this.#timeline.elapsed) / 1e6;
  }

  /** The clock of another machine, so many milliseconds ahead of this one. Steps of one leave the other alone. */
  beside(ahead: number): Clock {
    const clock = new Clock(0, this.#timeline);
    clock.now = this.now + nanoseconds(ahead);
    return clock;
  }

  /**
   * Lets so many seconds pass, and runs the timers that come due, each at its time. Fractions count to the
   * microsecond. Less than 0 sets this wall clock back.
   */
  advance(seconds: number): void {
    const step = BigInt(Math.round(seconds * 1_000_000)) * 1000n;
    if (step < 0n) this.now += step;
    else this.#timeline.pass(step);
  }

  /**
   * Calls `run` once, when so many milliseconds have passed, which need not be whole.
   *
   * @returns a function that prevents it
   */
  after(milliseconds: number, run: () => void): () => void {
    const timer: Timer = { due: this.#timeline.elapsed + nanoseconds(milliseconds), run };
    this.#timeline.timers.add(timer);
    return () => {
      this.#timeline.timers.delete(timer);
    };
  }
}

function nanoseconds(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds * 1e6));
}
