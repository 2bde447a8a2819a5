import { describe, expect, test } from 'vitest';
import { buildLimiter, CONFIGURATION, limiter, module, pull, verified } from './limiter.js';

describe('a guarded route', () => {
  test('lets a personal user pull ten times, and says what is left', () => {
    const host = limiter();
    const remaining = Array.from({ length: 10 }, () => {
      const { status, headers } = host.send(pull('ada', 'personal'));
      expect(status).toBe(200);
      expect(headers['ratelimit-policy']).toBe('"personal";q=10;w=60');
      return headers.ratelimit;
    });
    expect(remaining[0]).toBe('"personal";r=9;t=61');
    expect(remaining[9]).toBe('"personal";r=0;t=61');
  });

  test('answers the eleventh pull with 429 and all a client needs to come back in time', () => {
    const host = limiter();
    for (let i = 0; i < 10; i++) host.send(pull('ada', 'personal'));
    host.clock.advance(20);
    const { status, headers, body, upstream } = host.send(pull('ada', 'personal'));
    expect(status).toBe(429);
    expect(upstream).toBeUndefined();
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'ratelimit-policy': '"personal";q=10;w=60',
      ratelimit: '"personal";r=0;t=41',
      'retry-after': '41',
    });
    expect(JSON.parse(body)).toEqual({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      title: 'Quota exceeded',
      status: 429,
      detail: 'Plan personal allows 10 in any 60 seconds. Try again in 41 s.',
      'violated-policies': ['personal'],
    });
    host.clock.advance(41);
    expect(host.send(pull('ada', 'personal')).status).toBe(200);
  });

  test('counts each user apart', () => {
    const host = limiter();
    for (let i = 0; i < 11; i++) host.send(pull('ada', 'personal'));
    expect(host.send(pull('bob', 'personal')).status).toBe(200);
  });

  test('answers 401 with a challenge when there is no verified token', () => {
    const { status, headers, body } = limiter().send({
      path: '/api/images/1/pull',
      headers: { authorization: 'Bearer forged', 'x-imagehub-sub': 'ada', 'x-imagehub-plan': 'enterprise' },
    });
    expect(status).toBe(401);
    expect(headers).toMatchObject({
      'www-authenticate': 'Bearer',
      'content-type': 'application/problem+json',
    });
    expect(JSON.parse(body)).toMatchObject({ title: 'Unauthorized', status: 401 });
  });

  test('believes no other provider than its own', () => {
    const metadata = { 'envoy.filters.http.jwt_authn': { jwt_payload_other: { sub: 'ada', plan: 'team' } } };
    expect(limiter().send({ path: '/api/images/1/pull', metadata }).status).toBe(401);
  });

  test.each([
    ['an unknown plan', { sub: 'ada', plan: 'gold' }],
    ['no plan', { sub: 'ada' }],
    ['a numeric plan', { sub: 'ada', plan: 7 }],
    ['a plan that is null', { sub: 'ada', plan: null }],
    ['a list of plans', { sub: 'ada', plan: ['team'] }],
    ['an object for a plan', { sub: 'ada', plan: { team: true } }],
    ['a plan in capitals', { sub: 'ada', plan: 'TEAM' }],
    ['no sub', { plan: 'team' }],
    ['an empty sub', { sub: '', plan: 'team' }],
    ['a numeric sub', { sub: 42, plan: 'team' }],
    ['a sub that is true', { sub: true, plan: 'team' }],
    ['a sub with a NUL', { sub: 'ada\0', plan: 'team' }],
  ])('answers 403 to a token with %s', (_, claims) => {
    const { status, headers, body } = limiter().send({
      path: '/api/images/1/pull',
      metadata: verified(claims),
    });
    expect(status).toBe(403);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ title: 'Forbidden', status: 403 });
  });

  test('tells users with subs of 10 KB apart', () => {
    const host = limiter();
    const sub = 'ü'.repeat(5_000);
    for (let i = 0; i < 10; i++) expect(host.send(pull(`${sub}1`, 'personal')).status).toBe(200);
    expect(host.send(pull(`${sub}1`, 'personal')).status).toBe(429);
    expect(host.send(pull(`${sub}2`, 'personal')).status).toBe(200);
  });

  test('asks a route without cost for a plan, and takes nothing from it', () => {
    const host = limiter();
    const remove = { ...pull('ada', 'personal'), method: 'DELETE', path: '/api/images/1' };
    for (let i = 0; i < 20; i++) expect(host.send(remove)).toMatchObject({ status: 200, headers: {} });
    expect(host.send({ method: 'DELETE', path: '/api/images/1' }).status).toBe(401);
    expect(host.send(pull('ada', 'personal')).headers.ratelimit).toContain('r=9');
  });

  test('replaces quota fields that the app has made up', () => {
    const headers: [string, string][] = [
      ['RateLimit', '"gold";r=1000000;t=1'],
      ['ratelimit', '"gold";r=2'],
      ['RateLimit-Policy', '"gold";q=1000000'],
    ];
    const answer = limiter().send(pull('ada', 'personal'), { headers });
    expect(answer.headers).toEqual({
      ratelimit: '"personal";r=9;t=61',
      'ratelimit-policy': '"personal";q=10;w=60',
    });
  });
});

describe('the price', () => {
  test('is one host call for a route that is not guarded', () => {
    expect(limiter().send({ path: '/api/plans' }).calls).toEqual(['proxy_get_header_map_pairs']);
    expect(limiter().send({ path: '/' }).calls).toEqual(['proxy_get_header_map_pairs']);
  });

  test('is one for another method, three for a route without cost, four for 401 and 403', () => {
    const host = limiter();
    expect(host.send({ path: '/api/images' }).calls).toHaveLength(1);
    expect(host.send({ ...pull('ada', 'team'), method: 'DELETE', path: '/api/images/1' }).calls).toHaveLength(
      3,
    );
    expect(host.send({ path: '/api/images/1/pull' }).calls).toHaveLength(4);
    expect(host.send(pull('ada', 'gold')).calls).toHaveLength(4);
  });

  test('is eight host calls for a pull that is admitted, and six for one that is refused', () => {
    const host = limiter();
    const count = [
      'proxy_get_header_map_pairs',
      'proxy_get_property',
      'proxy_get_shared_data',
      'proxy_get_current_time_nanoseconds',
    ];
    const fields = ['proxy_replace_header_map_value', 'proxy_replace_header_map_value'];
    expect(host.send(pull('ada', 'personal')).calls).toEqual([
      ...count,
      'proxy_set_shared_data',
      'proxy_increment_metric',
      ...fields,
    ]);
    for (let i = 0; i < 9; i++) host.send(pull('ada', 'personal'));
    expect(host.send(pull('ada', 'personal')).calls).toEqual([
      ...count,
      'proxy_increment_metric',
      'proxy_send_local_response',
    ]);
  });
});

describe('plans and edits', () => {
  test('after an upgrade the user pulls on at once, and what was pulled counts against the new limit', () => {
    const host = limiter();
    for (let i = 0; i < 11; i++) host.send(pull('ada', 'personal'));
    const { status, headers } = host.send(pull('ada', 'team'));
    expect(status).toBe(200);
    expect(headers.ratelimit).toContain('"team";r=89');
  });

  test('a limit edited live holds at once, for counts that are kept', () => {
    const host = limiter();
    for (let i = 0; i < 4; i++) host.send(pull('ada', 'personal'));
    host.configure({ ...CONFIGURATION, plans: { personal: { limit: 5, window: 60 } } });
    host.retire();
    expect(host.send(pull('ada', 'personal')).status).toBe(200);
    expect(host.send(pull('ada', 'personal')).status).toBe(429);
    host.configure(CONFIGURATION);
    expect(host.send(pull('ada', 'personal')).headers.ratelimit).toContain('r=4');
  });

  test('a request that was admitted before an edit ends under the configuration it began with', () => {
    const host = limiter();
    const exchange = host.open(pull('ada', 'personal'));
    host.configure({ ...CONFIGURATION, plans: { personal: { limit: 3, window: 30 } } });
    expect(host.send(pull('bob', 'personal')).headers['ratelimit-policy']).toBe('"personal";q=3;w=30');
    expect(exchange.respond().headers['ratelimit-policy']).toBe('"personal";q=10;w=60');
    host.retire();
    expect(host.send(pull('bob', 'personal')).headers['ratelimit-policy']).toBe('"personal";q=3;w=30');
  });

  test('counts survive a reload of the code', () => {
    const before = limiter();
    for (let i = 0; i < 10; i++) before.send(pull('ada', 'personal'));
    const after = limiter(CONFIGURATION, { sharedData: before.sharedData, clock: before.clock });
    expect(after.send(pull('ada', 'personal')).status).toBe(429);
  });

  test('shadow mode counts what it would refuse, and refuses nothing', () => {
    const host = limiter({ ...CONFIGURATION, mode: 'shadow' });
    for (let i = 0; i < 13; i++)
      expect(host.send(pull('ada', 'personal'))).toMatchObject({ status: 200, headers: {} });
    expect(host.send({ path: '/api/images/1/pull' }).status).toBe(200);
    expect(host.send({ path: '/api/images/1/pull', metadata: verified({ sub: 'a' }) }).status).toBe(200);
    expect(host.metrics.all()).toEqual({
      'plan_limiter_decisions.plan.personal.mode.shadow.decision.allowed': 10,
      'plan_limiter_decisions.plan.personal.mode.shadow.decision.limited': 3,
      'plan_limiter_decisions.plan.none.mode.shadow.decision.unauthenticated': 1,
      'plan_limiter_decisions.plan.none.mode.shadow.decision.forbidden': 1,
    });
  });

  test('decisions are counted by plan', () => {
    const host = limiter();
    for (let i = 0; i < 12; i++) host.send(pull('ada', 'personal'));
    host.send(pull('eve', 'enterprise'));
    host.send({ path: '/api/images/1/pull' });
    host.send(pull('eve', 'gold'));
    expect(host.metrics.all()).toEqual({
      'plan_limiter_decisions.plan.personal.mode.enforce.decision.allowed': 10,
      'plan_limiter_decisions.plan.personal.mode.enforce.decision.limited': 2,
      'plan_limiter_decisions.plan.enterprise.mode.enforce.decision.allowed': 1,
      'plan_limiter_decisions.plan.none.mode.enforce.decision.unauthenticated': 1,
      'plan_limiter_decisions.plan.none.mode.enforce.decision.forbidden': 1,
    });
  });

  test('a thousand plans are kept apart', () => {
    const plans = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`plan-${i}`, { limit: i + 1, window: 60 }]),
    );
    const host = limiter({ ...CONFIGURATION, plans });
    for (const i of [0, 1, 499, 999]) {
      const { headers } = host.send(pull(`user-${i}`, `plan-${i}`));
      expect(headers.ratelimit).toBe(`"plan-${i}";r=${i};t=61`);
    }
    expect(host.send(pull('ada', 'plan-1000')).status).toBe(403);
  });
});

describe('memory', () => {
  test('does not grow with requests, edits or hostile input', () => {
    const host = limiter();
    const burst = (count: number): void => {
      for (let i = 0; i < count; i++) {
        host.send(pull(`user-${i % 500}`, 'personal'));
        host.send({ path: `/api/%69mages/${'x'.repeat(i % 900)}/pull` });
        if (i % 200 !== 0) continue;
        host.configure(CONFIGURATION);
        host.configure('{"plans":');
        host.retire();
      }
    };
    burst(2_000);
    const before = host.memoryOf();
    burst(20_000);
    expect(host.memoryOf()).toBe(before);
    // Tens of thousands of requests take seconds on a busy machine.
  }, 60_000);

  test('holds hundreds of streams at a time and gives them back', () => {
    const host = limiter();
    const round = (): number[] => {
      const open = Array.from({ length: 700 }, (_, i) => host.open(pull(`user-${i}`, 'team')));
      return open.toReversed().map((exchange) => exchange.respond().status);
    };
    expect(new Set(round())).toEqual(new Set([200]));
    const before = host.memoryOf();
    for (let i = 0; i < 5; i++) round();
    expect(host.memoryOf()).toBe(before);
  });

  test('is small: the module is under 32 KB', async () => {
    const { bytes } = await buildLimiter();
    expect(bytes).toBeLessThan(32 * 1024);
  });

  test('imports nothing but the proxy-wasm ABI', () => {
    const imports = WebAssembly.Module.imports(module);
    expect(imports.every(({ module: space, name }) => space === 'env' && name.startsWith('proxy_'))).toBe(
      true,
    );
  });
});
