import type { Answer, Exchange, FilterHost } from '@imagehub/filter-host';
import { describe, expect, test } from 'vitest';
import { pull } from './limiter.js';
import { Quota, withLedger } from './quota.js';

/** Lets the ledger answer, and sees the request through. */
function finish(quota: Quota, exchange: Exchange): Answer {
  if (exchange.paused) quota.clock.advance(0.002);
  return exchange.respond();
}

function ask(quota: Quota, host: FilterHost, sub: string, plan: string, worker = 0): Answer {
  return finish(quota, host.open(pull(sub, plan, { worker })));
}

describe('one plan over several sidecars', () => {
  test('a personal user has ten pulls in all, wherever they go, and is told what is left', () => {
    const quota = new Quota(withLedger(), 3);
    const remaining = Array.from({ length: 10 }, (_, i) => {
      const { status, headers } = ask(quota, quota.sidecars[i % 3] as FilterHost, 'ada', 'personal', i % 2);
      expect(status).toBe(200);
      return headers.ratelimit;
    });
    expect(remaining[0]).toBe('"personal";r=9;t=61');
    expect(remaining[9]).toBe('"personal";r=0;t=61');
    for (const host of quota.sidecars) {
      const { status, headers } = ask(quota, host, 'ada', 'personal');
      expect(status).toBe(429);
      expect(headers.ratelimit).toBe('"personal";r=0;t=61');
    }
  });

  test.each([
    ['personal', 10],
    ['team', 100],
    ['enterprise', 1000],
  ])('of many requests at once on plan %s exactly %i pass', (plan, limit) => {
    const quota = new Quota(withLedger(), 3);
    const open = Array.from({ length: limit * 3 }, (_, i) =>
      (quota.sidecars[i % 3] as FilterHost).open(pull('ada', plan, { worker: Math.floor(i / 3) % 2 })),
    );
    quota.clock.advance(0.05);
    const admitted = open.map((exchange) => exchange.respond()).filter(({ status }) => status === 200);
    expect(admitted.length).toBeLessThanOrEqual(limit);
    expect(admitted.length).toBeGreaterThanOrEqual(plan === 'enterprise' ? 980 : limit);
  });

  test('a large plan is spent from leases: one call for twenty requests', () => {
    const quota = new Quota();
    for (let i = 0; i < 1000; i++) {
      expect(ask(quota, quota.sidecar, 'eve', 'enterprise', i % 2).status).toBe(200);
      quota.clock.advance(0.005);
    }
    expect(quota.calls.length).toBeLessThan(50);
    expect(ask(quota, quota.sidecar, 'eve', 'enterprise').status).toBe(429);
  });
});
