/** The limiter under load in a real Envoy with four workers. Runs when ENVOY_BIN names an Envoy. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Limited, startLimited } from './limited.js';
import { atOnce, editUnderLoad } from './trials.js';

const binary = process.env.ENVOY_BIN ?? '';
const LIMIT = 100;
const EDITS = 20;

describe.skipIf(binary === '')('in a real Envoy with four workers', () => {
  let limited: Limited;

  beforeAll(async () => {
    limited = await startLimited(binary, LIMIT);
  }, 60_000);

  afterAll(async () => {
    await limited?.envoy.stop();
  });

  test('of 2,000 requests of one user at once exactly 100 are admitted, ten times in a row', async () => {
    for (let run = 0; run < 10; run++) {
      expect(await atOnce(limited, `user-${run}`, 2_000)).toEqual({ 200: LIMIT, 429: 2_000 - LIMIT });
    }
    // One worker alone would be exact without any care.
    const workers = await limited.envoy.stats('worker_\\d+\\.downstream_cx_total');
    expect(Object.values(workers).filter((connections) => connections > 0).length).toBeGreaterThan(1);
  }, 60_000);

  test('across 20 edits of the configuration under load no request fails, and no count is lost', async () => {
    const limits = Array.from({ length: EDITS }, (_, i) => (i + 1) * (LIMIT / EDITS));
    const { taken, statuses } = await editUnderLoad(limited, 'edited', limits);
    expect(taken).toEqual(limits.map(() => true));
    const { 200: admitted = 0, 429: refused = 0, ...others } = statuses;
    expect(others).toEqual({});
    expect(refused).toBeGreaterThan(EDITS);
    const rest = await atOnce(limited, 'edited', 200);
    expect(admitted + (rest[200] ?? 0)).toBe(LIMIT);
  }, 60_000);
});
