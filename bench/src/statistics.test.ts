import { expect, test } from 'vitest';
import { spread } from './statistics.js';

test('the median and the quartiles do not follow one disturbed round', () => {
  expect(spread([5.1, 4.9, 5, 90, 5.2])).toEqual({ median: 5.1, low: 5, high: 5.2 });
});

test('between two rounds the median lies in the middle', () => {
  expect(spread([2, 1])).toEqual({ median: 1.5, low: 1.25, high: 1.75 });
});
