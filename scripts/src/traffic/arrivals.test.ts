import { expect, test } from 'vitest';
import { randomFrom } from '../seed/random.js';
import { arrivals, DAY } from './arrivals.js';

/** Arrivals of some days, in hours of a twelfth of a day. */
function hours(rate: number, days: number): number[] {
  const counts = Array<number>(12).fill(0);
  for (const time of arrivals(randomFrom(1), rate)) {
    if (time > days * DAY) break;
    const hour = Math.floor(((time % DAY) / DAY) * 12);
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return counts;
}

test('as many come in a day as the rate says', () => {
  const total = hours(2, 20).reduce((sum, count) => sum + count, 0);
  expect(total / (20 * DAY)).toBeCloseTo(2, 1);
});

test('the busiest hour has about three times as many as the quietest', () => {
  const counts = hours(2, 20);
  expect(counts.indexOf(Math.max(...counts))).toBeOneOf([2, 3]);
  expect(counts.indexOf(Math.min(...counts))).toBeOneOf([8, 9]);
  expect(Math.max(...counts) / Math.min(...counts)).toBeCloseTo(3, 0);
});

test('people come independently of each other: the gaps vary as much as they are long', () => {
  const times = arrivals(randomFrom(2), 100);
  let before = times.next().value;
  const gaps = Array.from({ length: 20_000 }, () => {
    const now = times.next().value;
    const gap = now - before;
    before = now;
    return gap;
  });
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  expect(Math.sqrt(variance) / mean).toBeGreaterThan(0.9);
  expect(Math.sqrt(variance) / mean).toBeLessThan(1.3);
});

test('the same seed gives the same times', () => {
  const first = (seed: number) => {
    const times = arrivals(randomFrom(seed), 1);
    return Array.from({ length: 5 }, () => times.next().value);
  };
  expect(first(3)).toEqual(first(3));
  expect(first(3)).not.toEqual(first(4));
});
