/** The wall clock of a proxy, moved by the test alone. It may be set back, as real ones are. */
export class Clock {
  /** Nanoseconds since 1970. */
  now: bigint;

  /** @param start milliseconds since 1970 */
  constructor(start = 1_700_000_000_000) {
    this.now = BigInt(start) * 1_000_000n;
  }

  /** Moves the clock by so many seconds; fractions count to the microsecond. */
  advance(seconds: number): void {
    this.now += BigInt(Math.round(seconds * 1_000_000)) * 1000n;
  }
}
