/** What leases cost, and what they leave unused, at rates that a plan is made for and beyond. */
import type { FilterHost } from '@imagehub/filter-host';
import { describe, expect, test } from 'vitest';
import { pull } from './limiter.js';
import { Quota, withLedger } from './quota.js';

/** Numbers in (0, 1), the same every time: Park and Miller's generator (CACM 31, 1988). */
function random(): () => number {
  let state = 7;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Sends pulls of one user, one after the other, to each worker of each sidecar in turn; returns when they were admitted, in s. */
function send(quota: Quota, plan: string, pulls: number, gap: () => number): number[] {
  const { sidecars } = quota;
  const admitted: number[] = [];
  for (let i = 0; i < pulls; i++) {
    const worker = Math.floor(i / sidecars.length) % 2;
    const exchange = (sidecars[i % sidecars.length] as FilterHost).open(pull('eve', plan, { worker }));
    exchange.whenDecided(() => {
      if (exchange.respond().status === 200) admitted.push(quota.clock.elapsed / 1000);
    });
    quota.clock.advance(gap());
  }
  quota.clock.advance(0.2);
  return admitted;
}

describe('a steady enterprise user costs at most one call for twenty requests', () => {
  // At the last gap the plan is just not exceeded.
  test.each([2, 10, 30, 60])('one each %i ms', (milliseconds) => {
    const quota = new Quota();
    expect(send(quota, 'enterprise', 900, () => milliseconds / 1000)).toHaveLength(900);
    expect(quota.calls.length).toBeLessThanOrEqual(45);
  });

  test.each([2, 10, 30, 60])('one each %i ms in the mean, at random', (milliseconds) => {
    const quota = new Quota();
    const number = random();
    const gap = () => (-Math.log(number()) * milliseconds) / 1000;
    expect(send(quota, 'enterprise', 900, gap)).toHaveLength(900);
    expect(quota.calls.length).toBeLessThanOrEqual(45);
  });
});

describe('who asks for twice as much as the plan allows', () => {
  test.each([
    ['team', 100],
    ['enterprise', 1000],
  ])('gets nearly all of plan %s over three sidecars, and in no window more', (plan, limit) => {
    const quota = new Quota(withLedger(), 3);
    const windows = 3;
    const admitted = send(quota, plan, windows * limit * 2, () => 60 / limit / 2);
    for (let first = 0; first + limit < admitted.length; first++) {
      // A window that holds both has one unit too many.
      expect((admitted[first + limit] ?? 0) - (admitted[first] ?? 0)).toBeGreaterThan(60);
    }
    expect(admitted.length / (windows * limit)).toBeGreaterThanOrEqual(0.97);
  });
});
