/** The limiter under load in a real Envoy with four workers. Runs when ENVOY_BIN names an Envoy. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Burst, type Statuses } from './burst.js';
import { type Limited, PULL, startLimited } from './limited.js';

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
    const burst = await Burst.connect(limited.envoy.port, 16);
    for (let run = 0; run < 10; run++) {
      const request = { ':path': PULL, authorization: limited.authorization(`user-${run}`) };
      expect(await burst.send(Array.from({ length: 2_000 }, () => request))).toEqual({
        200: LIMIT,
        429: 2_000 - LIMIT,
      });
    }
    burst.close();
    // One worker alone would be exact without any care.
    const workers = await limited.envoy.stats('worker_\\d+\\.downstream_cx_total');
    expect(Object.values(workers).filter((connections) => connections > 0).length).toBeGreaterThan(1);
  }, 60_000);

  test('across 20 edits of the configuration under load no request fails, and no count is lost', async () => {
    const headers = { authorization: limited.authorization('edited') };
    const seen: Statuses = {};
    let editing = true;
    const client = async (): Promise<void> => {
      while (editing) {
        const status = await limited.envoy.request({ path: PULL, headers }).then(
          (answer) => String(answer.status),
          (error: Error) => error.message,
        );
        seen[status] = (seen[status] ?? 0) + 1;
      }
    };
    const clients = Array.from({ length: 16 }, client);
    const taken: boolean[] = [];
    for (let edit = 1; edit <= EDITS; edit++) taken.push(await limited.limit(edit * 5));
    editing = false;
    await Promise.all(clients);
    expect(taken).toEqual(taken.map(() => true));
    const { 200: admitted = 0, 429: refused = 0, ...others } = seen;
    expect(others).toEqual({});
    expect(refused).toBeGreaterThan(EDITS);
    expect(admitted).toBeLessThanOrEqual(LIMIT);
    const burst = await Burst.connect(limited.envoy.port, 4);
    const rest = await burst.send(Array.from({ length: 200 }, () => ({ ':path': PULL, ...headers })));
    burst.close();
    expect(admitted + (rest[200] ?? 0)).toBe(LIMIT);
  }, 60_000);
});
