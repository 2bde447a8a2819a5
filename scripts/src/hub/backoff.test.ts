import { expect, test } from 'vitest';
import { backoff } from './backoff.js';

test('waits twice as long after each failure in a row, and never more than 30 s', () => {
  const waits = Array.from({ length: 10 }, (_, i) => backoff(i + 1));
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});
