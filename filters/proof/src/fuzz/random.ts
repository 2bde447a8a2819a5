import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random choices that depend on a seed and an input's number alone, so that any input can be made again by itself. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number, input: number) {
    this.#generator = xoroshiro128plus(Math.imul(seed ^ Math.imul(input + 1, 0x9e3779b1), 0x85ebca6b));
  }

  /** A whole number from 0 to `end` - 1. */
  below(end: number): number {
    return uniformInt(this.#generator, 0, end - 1);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  /** @throws {RangeError} if there is nothing to pick from */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}
