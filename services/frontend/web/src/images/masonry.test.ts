import { expect, it } from 'vitest';
import { masonryRows } from './masonry.js';

it('gives a picture room for its proportions, its caption and the gap, in rows of 4 px', () => {
  // Four columns of 289 px in 1216 px: a picture of 287 × 191.3 and 70 px for the rest.
  expect(masonryRows({ width: 1500, height: 1000 }, 1216)).toBe(66);
});

it('uses the whole width of a phone', () => {
  expect(masonryRows({ width: 1000, height: 1000 }, 332)).toBe(100);
});

it('has an answer before the list has a width', () => {
  expect(masonryRows({ width: 1000, height: 1000 }, 0)).toBeGreaterThan(0);
});

it('shows no picture as a line or a tower', () => {
  const square = masonryRows({ width: 1000, height: 1000 }, 332);
  expect(masonryRows({ width: 100, height: 4000 }, 332)).toBeLessThan(2 * square);
  expect(masonryRows({ width: 4000, height: 10 }, 332)).toBeGreaterThan(square / 3);
});
