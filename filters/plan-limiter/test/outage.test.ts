import type { Answer, Exchange, FilterHost, Reaction } from '@imagehub/filter-host';
import { describe, expect, test } from 'vitest';
import { CONFIGURATION, pull } from './limiter.js';
import { CLUSTER, Quota, withLedger } from './quota.js';

/** What a ledger in trouble does, and how long a request waits until it is seen. */
const TROUBLES: [name: string, reaction: Reaction, milliseconds: number][] = [
  ['answers with 503', { status: 503 }, 6],
  ['answers with 400', { status: 400 }, 6],
  ['answers what is no JSON', { body: '{"leases":[{' }, 6],
  ['hangs up', 'reset', 6],
  ['hangs up in the middle of its answer', 'break off', 6],
  ['hangs', 'hang', 50],
];

function broken(ledger: object = {}, reaction: Reaction = { status: 503 }, sidecars = 1): Quota {
  const quota = new Quota(withLedger(ledger), sidecars);
  quota.answer = () => reaction;
  return quota;
}

function repaired(quota: Quota): void {
  quota.answer = (call) => ({ body: JSON.stringify({ leases: quota.ledger.call(call) }) });
}

function ask(quota: Quota, sub: string, plan: string, worker = 0, host: FilterHost = quota.sidecar): Answer {
  const exchange = host.open(pull(sub, plan, { worker }));
  if (exchange.paused) quota.clock.advance(0.01);
  return exchange.respond();
}

function statuses(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Milliseconds that a request waits, up to 200. */
function wait(quota: Quota, exchange: Exchange): number {
  const start = quota.clock.elapsed;
  while (exchange.paused && quota.clock.elapsed - start < 200) quota.clock.advance(0.001);
  return Math.round(quota.clock.elapsed - start);
}

describe.each(TROUBLES)('while the ledger %s', (_, reaction, milliseconds) => {
  test('one request waits, those after it do not, and the plan holds for each sidecar', () => {
    const quota = broken({}, reaction, 2);
    const first = quota.sidecar.open(pull('ada', 'personal'));
    expect(wait(quota, first)).toBe(milliseconds);
    expect(first.respond()).toMatchObject({
      status: 200,
      headers: { 'x-imagehub-quota': 'local', ratelimit: expect.stringContaining('r=9') },
    });
    const calls = quota.calls.length;
    const answers = Array.from({ length: 11 }, (_, i) =>
      quota.sidecar.send(pull('ada', 'personal', { worker: i % 2 })),
    );
    expect(statuses(answers)).toEqual({ 200: 9, 429: 2 });
    expect(answers.every(({ headers }) => headers['x-imagehub-quota'] === 'local')).toBe(true);
    expect(quota.calls).toHaveLength(calls);
    const other = quota.sidecars[1] as FilterHost;
    wait(quota, other.open(pull('ada', 'personal')));
    expect(statuses(Array.from({ length: 11 }, () => other.send(pull('ada', 'personal'))))).toEqual({
      200: 9,
      429: 2,
    });
  });

  test('onFailure deny answers with 503 and a problem', () => {
    const quota = broken({ onFailure: 'deny' }, reaction);
    const first = quota.sidecar.open(pull('ada', 'personal'));
    wait(quota, first);
    for (const { status, headers, body } of [first.respond(), quota.sidecar.send(pull('bob', 'team'))]) {
      expect(status).toBe(503);
      expect(headers).toMatchObject({
        'content-type': 'application/problem+json',
        'retry-after': '1',
        'x-imagehub-quota': 'deny',
      });
      expect(JSON.parse(body)).toMatchObject({ status: 503, title: 'Service Unavailable' });
    }
    expect(
      quota.sidecar.metrics.value('plan_limiter_decisions.plan.none.mode.enforce.decision.unavailable'),
    ).toBe(2);
  });

  test('onFailure allow lets everybody pass', () => {
    const quota = broken({ onFailure: 'allow' }, reaction);
    wait(quota, quota.sidecar.open(pull('ada', 'personal')));
    const answers = Array.from({ length: 30 }, () => quota.sidecar.send(pull('ada', 'personal')));
    expect(statuses(answers)).toEqual({ 200: 30 });
    expect(answers[29]?.headers).toMatchObject({
      'x-imagehub-quota': 'allow',
      ratelimit: '"personal";r=0;t=61',
    });
  });

  test('its return is noticed within a second, by all workers, and all that was admitted is reported', () => {
    const quota = broken({}, reaction, 2);
    wait(quota, quota.sidecar.open(pull('ada', 'personal')));
    for (let i = 0; i < 5; i++) quota.sidecar.send(pull('ada', 'personal', { worker: i % 2 }));
    quota.clock.advance(2);
    repaired(quota);
    quota.clock.advance(1.1);
    for (const worker of [0, 1]) {
      expect(ask(quota, 'bob', 'personal', worker).headers).not.toHaveProperty('x-imagehub-quota');
    }
    const other = quota.sidecars[1] as FilterHost;
    expect(ask(quota, 'ada', 'personal', 0, other).headers.ratelimit).toContain('r=3');
    expect(quota.sidecar.metrics.value('plan_limiter_ledger_breaker')).toBe(0);
  });
});

describe('one failure', () => {
  test('is none: the same call goes out once more at once', () => {
    const quota = new Quota();
    const { answer } = quota;
    quota.answer = () => {
      quota.answer = answer;
      return { status: 503 };
    };
    const exchange = quota.sidecar.open(pull('ada', 'personal'));
    expect(wait(quota, exchange)).toBe(4);
    expect(exchange.respond().headers).not.toHaveProperty('x-imagehub-quota');
    expect(quota.calls).toHaveLength(2);
    expect(quota.calls[1]).toEqual(quota.calls[0]);
  });

  test('and another are none: of two ledgers the dead one may be met twice', () => {
    const quota = new Quota();
    const { answer } = quota;
    const answers = [() => ({ status: 503 }), () => ({ status: 503 }), answer];
    quota.answer = (call) => (answers.shift() ?? answer)(call);
    const exchange = quota.sidecar.open(pull('ada', 'personal'));
    expect(wait(quota, exchange)).toBe(6);
    expect(exchange.respond().headers).not.toHaveProperty('x-imagehub-quota');
  });

  test('that comes late leaves the second call what is left of the time', () => {
    const quota = new Quota();
    quota.network.fate = () => [{ there: 15, back: 15 }];
    quota.answer = () => ({ status: 503 });
    const exchange = quota.sidecar.open(pull('ada', 'personal'));
    expect(wait(quota, exchange)).toBe(50);
    expect(quota.sidecar.httpCalls.map(({ timeout }) => timeout)).toEqual([50, 20]);
  });

  test('of a cluster without a healthy instance is seen at once', () => {
    const quota = new Quota();
    quota.network.withdraw(CLUSTER);
    const { status, headers } = quota.sidecar.send(pull('ada', 'personal'));
    expect(status).toBe(200);
    expect(headers['x-imagehub-quota']).toBe('local');
  });

  test('of a call ahead of demand costs no request anything', () => {
    const quota = new Quota();
    for (let i = 0; i < 100; i++) {
      ask(quota, 'eve', 'enterprise');
      quota.clock.advance(0.005);
    }
    quota.answer = () => 'hang';
    const answers = Array.from({ length: 60 }, () => {
      quota.clock.advance(0.005);
      const exchange = quota.sidecar.open(pull('eve', 'enterprise'));
      const waited = wait(quota, exchange);
      return { waited, headers: exchange.respond().headers };
    });
    expect(answers.filter(({ waited }) => waited > 0).length).toBeLessThanOrEqual(1);
    // What is in hand is spent first.
    expect(answers.slice(0, 10).every(({ headers }) => headers['x-imagehub-quota'] === undefined)).toBe(true);
    expect(answers.at(-1)?.headers['x-imagehub-quota']).toBe('local');
  });
});

describe('the circuit breaker', () => {
  test('opens for all workers, and one of them probes the ledger twice a second', () => {
    const quota = broken();
    ask(quota, 'ada', 'team');
    expect(quota.sidecar.metrics.value('plan_limiter_ledger_breaker')).toBe(1);
    expect(quota.sidecar.send(pull('ada', 'team', { worker: 1 })).status).toBe(200);
    const calls = quota.calls.length;
    quota.clock.advance(10);
    const probes = quota.calls.slice(calls);
    // Each is made three times, as any call that fails fast.
    expect(probes.length / 3).toBeGreaterThanOrEqual(13);
    expect(probes.length / 3).toBeLessThanOrEqual(20);
    expect(probes.every(({ leases = [] }) => leases.every(({ want }) => want === 0))).toBe(true);
  });

  test('probes again although the clock has stepped back meanwhile', () => {
    const quota = broken();
    ask(quota, 'ada', 'team');
    quota.clock.advance(-7200);
    repaired(quota);
    quota.clock.advance(1.1);
    expect(ask(quota, 'ada', 'team').headers).not.toHaveProperty('x-imagehub-quota');
  });

  test('of another cluster is another one', () => {
    const quota = broken({ cluster: 'nowhere' });
    quota.sidecar.send(pull('ada', 'team'));
    expect(quota.sidecar.send(pull('ada', 'team')).headers['x-imagehub-quota']).toBe('local');
    repaired(quota);
    quota.sidecar.configure(withLedger());
    expect(ask(quota, 'ada', 'team').headers).not.toHaveProperty('x-imagehub-quota');
  });

  test('stays shut for a configuration without a ledger', () => {
    const quota = broken();
    ask(quota, 'ada', 'team');
    quota.sidecar.configure(CONFIGURATION);
    quota.sidecar.retire();
    expect(quota.sidecar.send(pull('ada', 'team')).headers).not.toHaveProperty('x-imagehub-quota');
  });
});

describe('an answer that cannot be', () => {
  const lease = (more: object) => (asked: string) => ({
    leases: [{ lease: asked, granted: 1, remaining: 9, reset: 60_000, retryAfter: 0, ...more }],
  });
  const hostile: [string, (asked: string) => unknown][] = [
    ['nothing', () => ''],
    ['null', () => null],
    ['a list', () => []],
    ['no leases', () => ({})],
    ['too few leases', () => ({ leases: [] })],
    ['too many leases', (asked) => ({ leases: [...lease({})(asked).leases, ...lease({})(asked).leases] })],
    ['another lease', lease({ lease: '0'.repeat(16) })],
    ['a lease in capitals', (asked) => lease({ lease: asked.toUpperCase().replace(/^\d*$/, 'A') })(asked)],
    ['a numeric lease', lease({ lease: 7 })],
    ['more than was asked for', lease({ granted: 2 })],
    ['less than nothing', lease({ granted: -1 })],
    ['half a unit', lease({ granted: 0.5 })],
    ['text for units', lease({ granted: '1' })],
    ['no number that fits', lease({ remaining: 1e300 })],
    ['a reset beyond any', lease({ reset: 86_410_001 })],
    ['a retryAfter that is null', lease({ retryAfter: null })],
    ['brackets without end', () => '['.repeat(10_000)],
    ['more than anybody reads', (asked) => ({ ...lease({})(asked), pad: 'x'.repeat(20_000) })],
    [
      'a name that stands twice',
      (asked) => `{"leases":[],"leases":${JSON.stringify(lease({})(asked).leases)}}`,
    ],
    ['bytes', () => '\u0000\u00ff\ud83d'],
  ];

  test.each(hostile)('with %s is a failure', (_, answer) => {
    const quota = new Quota();
    quota.answer = ({ leases = [] }) => {
      const body = answer(String(leases[0]?.lease));
      return { body: typeof body === 'string' ? body : JSON.stringify(body) };
    };
    const { status, headers } = ask(quota, 'ada', 'personal');
    expect(status).toBe(200);
    expect(headers['x-imagehub-quota']).toBe('local');
    expect(quota.sidecar.metrics.value('plan_limiter_ledger_calls.outcome.failed')).toBe(3);
  });

  test('with members that nobody knows is good', () => {
    const quota = new Quota();
    quota.answer = ({ leases = [] }) => ({
      body: JSON.stringify({ since: [1, { a: null }], ...lease({ note: 'x' })(String(leases[0]?.lease)) }),
    });
    expect(ask(quota, 'ada', 'personal').headers).not.toHaveProperty('x-imagehub-quota');
  });

  test('to nothing that was asked is dropped', () => {
    const quota = new Quota();
    quota.answer = () => 'hang';
    const exchange = quota.sidecar.open(pull('ada', 'personal'));
    const [call] = quota.sidecar.httpCalls;
    quota.clock.advance(0.05);
    expect(call?.pending).toBe(false);
    expect(exchange.respond().headers['x-imagehub-quota']).toBe('local');
  });
});

describe('a timeout that says nothing about the ledger', () => {
  /** The wall clock runs on while the worker is busy with other things, and does not look at its timers. */
  function beBusy(quota: Quota, milliseconds: number): void {
    quota.clock.now += BigInt(milliseconds) * 1_000_000n;
  }

  test('because the worker noticed it late: the same call goes out anew, and who waits goes on waiting', () => {
    const quota = new Quota();
    const { answer } = quota;
    quota.answer = () => 'hang';
    const exchange = quota.sidecar.open(pull('ada', 'personal'));
    beBusy(quota, 6);
    quota.clock.advance(0.049);
    quota.answer = answer;
    expect(wait(quota, exchange)).toBe(3);
    expect(exchange.respond()).toMatchObject({
      status: 200,
      headers: { ratelimit: expect.stringContaining('r=9') },
    });
    expect(quota.calls).toHaveLength(2);
    expect(quota.calls[1]).toEqual(quota.calls[0]);
    expect(quota.sidecar.metrics.value('plan_limiter_ledger_breaker')).toBe(0);
    expect(ask(quota, 'ada', 'personal').headers.ratelimit).toContain('r=8');
  });

  test('because it comes too early: the timer of a busy worker runs from when it began to be busy', () => {
    const quota = new Quota();
    const { answer } = quota;
    quota.answer = () => {
      quota.answer = answer;
      return { status: 504 };
    };
    const exchange = quota.sidecar.open(pull('ada', 'personal'));
    expect(wait(quota, exchange)).toBe(4);
    expect(exchange.respond().headers).not.toHaveProperty('x-imagehub-quota');
  });

  test('because the ledger has answered another worker meanwhile', () => {
    const quota = new Quota();
    const { answer } = quota;
    quota.answer = () => 'hang';
    const exchange = quota.sidecar.open(pull('ada', 'personal'));
    quota.clock.advance(0.01);
    quota.answer = answer;
    expect(ask(quota, 'bob', 'personal', 1).status).toBe(200);
    expect(wait(quota, exchange)).toBe(32);
    const { headers } = exchange.respond();
    expect(headers).not.toHaveProperty('x-imagehub-quota');
    expect(headers.ratelimit).toContain('r=9');
  });

  test('is followed by another call twice at most', () => {
    const quota = broken({}, 'hang');
    const exchange = quota.sidecar.open(pull('ada', 'personal'));
    for (const time of [0.05, 0.2, 0.2]) {
      expect(exchange.paused).toBe('request');
      beBusy(quota, 20);
      quota.clock.advance(time);
    }
    expect(exchange.respond().headers['x-imagehub-quota']).toBe('local');
    expect(quota.calls).toHaveLength(3);
  });

  test('unless all answers are older than the call: then it costs its time once', () => {
    const quota = new Quota();
    expect(ask(quota, 'bob', 'personal', 1).status).toBe(200);
    quota.answer = () => 'hang';
    const exchange = quota.sidecar.open(pull('ada', 'personal'));
    expect(wait(quota, exchange)).toBe(50);
    expect(exchange.respond().headers['x-imagehub-quota']).toBe('local');
  });
});

describe('an answer that the worker reads late', () => {
  test.each([
    [140, 1],
    [240, 2],
  ])('by %i ms serves who waits all the same, after %i calls', (milliseconds, calls) => {
    const quota = new Quota();
    const exchange = quota.sidecar.open(pull('ada', 'personal'));
    quota.clock.now += BigInt(milliseconds) * 1_000_000n;
    expect(wait(quota, exchange)).toBe(2 * calls);
    const { headers } = exchange.respond();
    expect(headers).not.toHaveProperty('x-imagehub-quota');
    expect(headers.ratelimit).toContain('r=9');
    expect(quota.calls).toHaveLength(calls);
  });
});
