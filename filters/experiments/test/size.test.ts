import { expect, test } from 'vitest';
import { bytes } from './experiments.js';

test('the module is at most 24 KB', () => {
  expect(bytes).toBeLessThanOrEqual(24 * 1024);
});
