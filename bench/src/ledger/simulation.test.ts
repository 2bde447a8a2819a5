import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { buildFilters } from '../../../filters/build.mjs';
import { LEDGER } from '../variants/ledger.js';
import { limiterConfiguration } from '../variants/variant.js';
import { simulate } from './simulation.js';

const { 'plan-limiter': built } = await buildFilters();
const dist = new URL('../../../filters/dist/', import.meta.url);
const module = await WebAssembly.compile(await readFile(new URL(built?.file ?? '', dist)));
const ledger = { cluster: LEDGER, timeoutMs: 50, onFailure: 'local' as const };

test('of requests at once the plan is admitted over all sidecars, for a few calls', () => {
  const configuration = { ...limiterConfiguration(10), ledger };
  const result = simulate(module, configuration, 'personal', Array(30).fill(0), 3);
  expect(result).toMatchObject({ admitted: 10, refused: 20 });
  expect(result.calls).toBeGreaterThan(0);
  expect(result.calls).toBeLessThanOrEqual(12);
});

test('without a ledger nobody calls, and an admitted request is eight host calls', () => {
  const arrivals = [0, 100, 200];
  expect(simulate(module, limiterConfiguration(10), 'personal', arrivals, 1)).toEqual({
    admitted: 3,
    refused: 0,
    calls: 0,
    hostCalls: 24,
  });
});

test('requests that come one by one on a small plan each ask', () => {
  const configuration = { ...limiterConfiguration(10), ledger };
  expect(simulate(module, configuration, 'personal', [0, 1000, 2000], 1)).toMatchObject({
    admitted: 3,
    calls: 3,
  });
});
