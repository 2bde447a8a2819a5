import { expect, it } from 'vitest';
import { uuidv7 } from './uuid.js';

it('makes ids of version 7 that sort by time, no two the same', () => {
  const [first, second] = [uuidv7(1_700_000_000_000), uuidv7(1_700_000_000_001)];
  expect(first).toMatch(/^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(first < second).toBe(true);
  expect(uuidv7(1)).not.toBe(uuidv7(1));
});
