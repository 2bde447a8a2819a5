/** One admission, exactly. All times are in microseconds. */
interface Admission {
  cost: number;
  /** When it was, by a clock that never steps. */
  at: number;
  /** The latest that the limiter may take it for, by the wall clock. */
  latest: number;
  /** The shortest and the longest window that has been in force since. */
  shortest: number;
  longest: number;
  /** How much later than `latest` it may count: one sub-bucket, and one more for each time it was moved. */
  grace: number;
}

const SUB_BUCKETS = 60;

/**
 * Every admission of one user, kept for ever: what a sliding window is, without a thought for memory. A limiter with
 * sub-buckets may keep an admission a little longer than the window, never shorter.
 */
export class AdmissionLog {
  readonly #admissions: Admission[] = [];
  #window: number;

  /** @param window in force at the beginning */
  constructor(window: number) {
    this.#window = window;
  }

  /** The operator edits the window. */
  edit(window: number): void {
    this.#window = window;
    for (const admission of this.#admissions) {
      admission.shortest = Math.min(admission.shortest, window);
      admission.longest = Math.max(admission.longest, window);
      admission.grace += window / SUB_BUCKETS;
    }
  }

  /** A request comes: what lies in the future of a clock that has stepped back counts from now on. */
  ask(wall: number): void {
    for (const admission of this.#admissions) {
      if (admission.latest <= wall) continue;
      admission.latest = wall;
      admission.grace += admission.longest / SUB_BUCKETS;
    }
  }

  admit(cost: number, at: number, wall: number): void {
    const window = this.#window;
    const grace = window / SUB_BUCKETS;
    this.#admissions.push({ cost, at, latest: wall, shortest: window, longest: window, grace });
  }

  /** Units that any limiter must still count: those of the last `shortest` seconds. */
  least(now: number): number {
    return this.#sum(({ at, shortest }) => now - at < shortest);
  }

  /** Units that a limiter with sub-buckets may still count. */
  most(wall: number): number {
    return this.#sum(({ latest, longest, grace }) => wall - latest < longest + grace);
  }

  #sum(counts: (admission: Admission) => boolean): number {
    return this.#admissions.filter(counts).reduce((sum, { cost }) => sum + cost, 0);
  }
}
