import type { Answer, Exchange, FilterHost } from '@imagehub/filter-host';
import { describe, expect, test } from 'vitest';
import { CONFIGURATION, pull } from './limiter.js';
import { CLUSTER, Quota, withLedger } from './quota.js';

/** Lets the ledger answer, and sees the request through. */
function finish(quota: Quota, exchange: Exchange): Answer {
  if (exchange.paused) quota.clock.advance(0.006);
  return exchange.respond();
}

function ask(quota: Quota, sub: string, plan: string, { sidecar = 0, worker = 0 } = {}): Answer {
  return finish(quota, (quota.sidecars[sidecar] as FilterHost).open(pull(sub, plan, { worker })));
}

/** Enough requests for the sidecar to hold a lease of some size. */
function warmUp(quota: Quota, sub: string, requests = 60): void {
  for (let i = 0; i < requests; i++) {
    expect(ask(quota, sub, 'enterprise').status).toBe(200);
    quota.clock.advance(0.005);
  }
}

function statuses(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('one plan over several sidecars', () => {
  test('a personal user has ten pulls in all, wherever they go, and is told what is left', () => {
    const quota = new Quota(withLedger(), 3);
    const answers = Array.from({ length: 10 }, (_, i) =>
      ask(quota, 'ada', 'personal', { sidecar: i % 3, worker: i % 2 }),
    );
    expect(statuses(answers)).toEqual({ 200: 10 });
    expect(answers.map(({ headers }) => headers.ratelimit)).toEqual(
      Array.from({ length: 10 }, (_, i) => `"personal";r=${9 - i};t=61`),
    );
    for (const sidecar of [0, 1, 2]) {
      const { status, headers } = ask(quota, 'ada', 'personal', { sidecar });
      expect(status).toBe(429);
      expect(headers).toMatchObject({ ratelimit: '"personal";r=0;t=61', 'retry-after': '61' });
      expect(headers).not.toHaveProperty('x-imagehub-quota');
    }
    quota.clock.advance(61);
    expect(ask(quota, 'ada', 'personal', { sidecar: 2 }).status).toBe(200);
  });

  test.each([
    ['personal', 10, 10],
    ['team', 100, 100],
    ['enterprise', 1000, 980],
  ])(
    'of many requests at once on plan %s exactly %i pass (or nearly, if it is a large one)',
    (plan, limit, least) => {
      const quota = new Quota(withLedger(), 3);
      const open = Array.from({ length: limit * 3 }, (_, i) =>
        (quota.sidecars[i % 3] as FilterHost).open(pull('ada', plan, { worker: Math.floor(i / 3) % 2 })),
      );
      quota.clock.advance(0.05);
      const { 200: admitted = 0, ...others } = statuses(open.map((exchange) => exchange.respond()));
      expect(admitted).toBeLessThanOrEqual(limit);
      expect(admitted).toBeGreaterThanOrEqual(least);
      expect(others).toEqual({ 429: limit * 3 - admitted });
      expect(quota.calls.length).toBeLessThan(40);
    },
  );

  test('a request that costs more is admitted whole or not at all', () => {
    const guard = [{ method: 'GET', path: '/api/images/*/pull', cost: 3 }, ...CONFIGURATION.guard.slice(1)];
    const quota = new Quota({ ...withLedger(), guard });
    const answers = Array.from({ length: 4 }, () => ask(quota, 'ada', 'personal'));
    expect(statuses(answers)).toEqual({ 200: 3, 429: 1 });
    expect(answers[3]?.headers.ratelimit).toContain('r=1');
    const upload = { ...pull('ada', 'personal'), method: 'POST', path: '/api/images' };
    expect(finish(quota, quota.sidecar.open(upload)).status).toBe(200);
    expect(finish(quota, quota.sidecar.open(upload)).status).toBe(429);
  });

  test('a request that costs more than the whole plan is refused without a call', () => {
    const quota = new Quota({ ...withLedger(), plans: { personal: { limit: 0, window: 60 } } });
    expect(ask(quota, 'ada', 'personal').status).toBe(429);
    expect(quota.calls).toEqual([]);
  });

  test('a route without cost asks nobody', () => {
    const quota = new Quota();
    const remove = { ...pull('ada', 'personal'), method: 'DELETE', path: '/api/images/1' };
    expect(quota.sidecar.send(remove).status).toBe(200);
    expect(quota.calls).toEqual([]);
  });
});

describe('calls', () => {
  test('say who asks for what, and for how long', () => {
    const quota = new Quota();
    ask(quota, 'ada', 'personal');
    ask(quota, 'eve', 'enterprise');
    const [call] = quota.sidecar.httpCalls;
    expect(call).toMatchObject({
      cluster: CLUSTER,
      timeout: 50,
      headers: { ':method': 'POST', ':path': '/v1/leases', 'content-type': 'application/json' },
    });
    const id = expect.stringMatching(/^[0-9a-f]{16}$/);
    expect(quota.calls).toEqual([
      { leases: [{ key: id, lease: id, limit: 10, window: 60, want: 1, ttl: 450, spent: 0 }] },
      { leases: [{ key: id, lease: id, limit: 1000, window: 60, want: 1, ttl: 2500, spent: 0 }] },
    ]);
  });

  test('have leases that no sidecar and no worker has chosen before', () => {
    const quota = new Quota(withLedger(), 4);
    for (let i = 0; i < 80; i++) ask(quota, `user-${i}`, 'team', { sidecar: i % 4, worker: (i >> 2) % 2 });
    const leases = quota.calls.flatMap((call) => call.leases?.map(({ lease }) => lease));
    expect(new Set(leases).size).toBe(80);
  });

  test('are shared by all requests of a user that wait in a worker', () => {
    const quota = new Quota();
    const open = Array.from({ length: 20 }, () => quota.sidecar.open(pull('ada', 'team')));
    quota.clock.advance(0.004);
    expect(statuses(open.map((exchange) => exchange.respond()))).toEqual({ 200: 20 });
    expect(quota.calls.map((call) => call.leases?.[0]?.want)).toEqual([1, 19]);
  });

  test('of a worker are eight at a time; the needs of further users go together with the next', () => {
    const quota = new Quota();
    const open = Array.from({ length: 40 }, (_, i) => quota.sidecar.open(pull(`user-${i}`, 'team')));
    expect(quota.sidecar.httpCalls).toHaveLength(8);
    quota.clock.advance(0.004);
    expect(statuses(open.map((exchange) => exchange.respond()))).toEqual({ 200: 40 });
    expect(quota.calls.map(({ leases }) => leases?.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 32]);
  });

  test('are not made for a user who has been refused, until there are units again', () => {
    const quota = new Quota();
    for (let i = 0; i < 11; i++) ask(quota, 'ada', 'personal');
    const before = quota.calls.length;
    for (let i = 0; i < 50; i++) {
      const exchange = quota.sidecar.open(pull('ada', 'personal', { worker: i % 2 }));
      expect(exchange.paused).toBeUndefined();
      expect(exchange.respond().status).toBe(429);
      quota.clock.advance(1);
    }
    expect(quota.calls).toHaveLength(before);
    quota.clock.advance(10.45);
    expect(ask(quota, 'ada', 'personal').status).toBe(200);
  });

  test('are few for a large plan: one for twenty requests', () => {
    const quota = new Quota();
    warmUp(quota, 'eve', 1000);
    expect(quota.calls.length).toBeLessThan(50);
    expect(ask(quota, 'eve', 'enterprise').status).toBe(429);
  });
});

describe('a lease', () => {
  test('is spent at the price of a count, by all workers', () => {
    const quota = new Quota();
    warmUp(quota, 'eve', 100);
    const prices = Array.from({ length: 10 }, (_, i) => {
      const exchange = quota.sidecar.open(pull('eve', 'enterprise', { worker: i % 2 }));
      expect(exchange.paused).toBeUndefined();
      return exchange.respond().calls.filter((call) => call !== 'proxy_http_call');
    });
    for (const price of prices) {
      expect(price).toEqual([
        'proxy_get_header_map_pairs',
        'proxy_get_property',
        'proxy_get_shared_data',
        'proxy_get_current_time_nanoseconds',
        'proxy_set_shared_data',
        'proxy_increment_metric',
        'proxy_replace_header_map_value',
        'proxy_replace_header_map_value',
      ]);
    }
  });

  test('is followed by the next before it is spent, and no request waits for that', () => {
    const quota = new Quota();
    warmUp(quota, 'eve', 100);
    const before = quota.calls.length;
    for (let i = 0; i < 300; i++) {
      const exchange = quota.sidecar.open(pull('eve', 'enterprise', { worker: i % 2 }));
      expect(exchange.paused).toBeUndefined();
      expect(exchange.respond().status).toBe(200);
      quota.clock.advance(0.005);
    }
    const calls = quota.calls.slice(before);
    expect(calls.length).toBeGreaterThan(6);
    expect(calls.length).toBeLessThanOrEqual(11);
    // The same calls close what has been spent.
    expect(calls.at(-1)?.closed).toEqual([
      { key: calls.at(-1)?.leases?.[0]?.key, lease: expect.any(String), spent: 40 },
    ]);
  });

  test('never holds more than four per cent of the plan, nor more than is spent in its life', () => {
    const quota = new Quota();
    for (let i = 0; i < 600; i++) {
      ask(quota, 'eve', 'enterprise');
      quota.clock.advance(i < 300 ? 0.005 : 0.2);
    }
    const wants = quota.calls.flatMap(({ leases = [] }) => leases.map(({ want }) => want));
    expect(Math.max(...wants)).toBe(40);
    // Five a second are eleven in a lease's life, and one that waits.
    expect(Math.max(...wants.slice(-10))).toBeLessThanOrEqual(12);
  });

  test('of a user who has gone goes back within a second and a half', () => {
    const quota = new Quota();
    warmUp(quota, 'eve');
    quota.clock.advance(1.5);
    const [key] = quota.calls.flatMap(({ leases = [] }) => leases.map((lease) => lease.key));
    const [answer] = quota.ledger.call({
      leases: [
        { key: String(key), lease: 'f'.repeat(16), limit: 1000, window: 60, want: 0, ttl: 1, spent: 0 },
      ],
    });
    expect(answer?.remaining).toBe(940);
    const calls = quota.calls.length;
    quota.clock.advance(60);
    expect(quota.calls).toHaveLength(calls);
  });

  test('for a client that has hung up goes back', () => {
    const quota = new Quota();
    quota.sidecar.open(pull('ada', 'personal')).hangUp();
    quota.clock.advance(0.6);
    expect(quota.calls.flatMap(({ closed = [] }) => closed.map(({ spent }) => spent))).toEqual([0]);
    const answers = Array.from({ length: 11 }, () => ask(quota, 'ada', 'personal'));
    expect(statuses(answers)).toEqual({ 200: 10, 429: 1 });
  });

  test('that a client has waited for who has hung up goes to the next in the row', () => {
    const quota = new Quota();
    const [first, second] = Array.from({ length: 2 }, () => quota.sidecar.open(pull('ada', 'personal')));
    first?.hangUp();
    quota.clock.advance(0.002);
    expect(second?.respond().headers.ratelimit).toContain('r=9');
    expect(quota.calls).toHaveLength(1);
  });

  test('ends when the clock steps back behind it', () => {
    const quota = new Quota();
    warmUp(quota, 'eve');
    quota.clock.advance(-3600);
    const exchange = quota.sidecar.open(pull('eve', 'enterprise'));
    expect(exchange.paused).toBe('request');
    quota.clock.advance(0.002);
    expect(exchange.respond().status).toBe(200);
    expect(quota.calls.at(-1)?.closed?.length).toBeGreaterThan(0);
  });
});

describe('an edit', () => {
  const edited = (limit: number) => ({ ...withLedger(), plans: { enterprise: { limit, window: 60 } } });

  test('while a request waits leaves it to its answer, under the configuration that it came under', () => {
    const quota = new Quota();
    const before = quota.sidecar.open(pull('eve', 'enterprise'));
    quota.sidecar.configure(edited(500));
    const after = quota.sidecar.open(pull('eve', 'enterprise'));
    quota.clock.advance(0.002);
    expect(before.respond().headers.ratelimit).toContain('r=999');
    expect(after.respond().headers.ratelimit).toContain('r=498');
    quota.sidecar.retire();
    expect(ask(quota, 'eve', 'enterprise').headers.ratelimit).toContain('r=497');
  });

  test('that ends a configuration while it asks ahead of demand loses no unit', () => {
    const quota = new Quota();
    warmUp(quota, 'eve', 50);
    let admitted = 50;
    for (const asked = quota.sidecar.httpCalls.length; quota.sidecar.httpCalls.length === asked; admitted++) {
      expect(quota.sidecar.send(pull('eve', 'enterprise')).status).toBe(200);
    }
    quota.sidecar.configure(withLedger());
    quota.sidecar.retire();
    // The ledger has granted what nobody waits for any more.
    quota.clock.advance(3);
    expect(ask(quota, 'eve', 'enterprise').headers.ratelimit).toContain(`r=${1000 - admitted - 1};`);
  });

  test('of a limit holds at once: what is in hand goes back', () => {
    const quota = new Quota();
    warmUp(quota, 'eve', 100);
    quota.sidecar.configure(edited(50));
    quota.sidecar.retire();
    expect(ask(quota, 'eve', 'enterprise').status).toBe(429);
    quota.sidecar.configure(withLedger());
    quota.sidecar.retire();
    const { status, headers } = ask(quota, 'eve', 'enterprise');
    expect(status).toBe(200);
    expect(headers.ratelimit).toContain('r=899');
  });

  test('after an upgrade the new token pulls on at once, and both plans see what was pulled', () => {
    const quota = new Quota();
    for (let i = 0; i < 11; i++) ask(quota, 'ada', 'personal');
    expect(ask(quota, 'ada', 'team').headers.ratelimit).toContain('"team";r=89');
    expect(ask(quota, 'ada', 'personal').status).toBe(429);
  });

  test('switches the ledger on and off', () => {
    const quota = new Quota(CONFIGURATION);
    for (let i = 0; i < 4; i++) expect(ask(quota, 'ada', 'personal').status).toBe(200);
    expect(quota.calls).toEqual([]);
    quota.sidecar.configure(withLedger());
    quota.sidecar.retire();
    for (let i = 0; i < 3; i++) expect(ask(quota, 'ada', 'personal').status).toBe(200);
    expect(quota.calls).toHaveLength(3);
    quota.sidecar.configure(CONFIGURATION);
    quota.sidecar.retire();
    expect(ask(quota, 'ada', 'personal').headers.ratelimit).toContain('r=2');
    expect(quota.calls).toHaveLength(3);
  });
});

describe('shadow mode', () => {
  test('delays nobody, and counts what it would refuse', () => {
    const quota = new Quota({ ...withLedger(), mode: 'shadow' }, 2);
    for (let i = 0; i < 26; i++) {
      const exchange = (quota.sidecars[i % 2] as FilterHost).open(pull('ada', 'personal'));
      expect(exchange.paused).toBeUndefined();
      expect(exchange.respond()).toMatchObject({ status: 200, headers: {} });
      if (i % 4 === 3) quota.clock.advance(0.002);
    }
    quota.clock.advance(0.01);
    const total = (decision: string): number =>
      quota.sidecars
        .map(
          ({ metrics }) =>
            metrics.all()[`plan_limiter_decisions.plan.personal.mode.shadow.decision.${decision}`] ?? 0,
        )
        .reduce((sum, count) => sum + count, 0);
    expect([total('allowed'), total('limited')]).toEqual([10, 16]);
  });
});

test('memory does not grow with users, calls and refusals', () => {
  const quota = new Quota();
  const round = (from: number): void => {
    for (let i = 0; i < 3_000; i++) {
      const open = quota.sidecar.open(
        pull(`user-${from + (i % 700)}`, i % 3 === 0 ? 'enterprise' : 'personal'),
      );
      if (i % 11 === 0 && open.paused) open.hangUp();
      else finish(quota, open);
      quota.clock.advance(0.001);
    }
  };
  round(0);
  round(0);
  const before = quota.sidecar.memoryOf();
  for (let i = 0; i < 5; i++) round(i * 1_000);
  expect(quota.sidecar.memoryOf()).toBe(before);
}, 60_000);
