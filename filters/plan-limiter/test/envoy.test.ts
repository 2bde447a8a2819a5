/** The limiter in a real Envoy, behind real token verification. Runs when ENVOY_BIN names an Envoy. */
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Envoy, type EnvoyResponse, jwtFilter, startEnvoy, wasmFilter } from '@imagehub/filter-host';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildLimiter, CONFIGURATION } from './limiter.js';

const binary = process.env.ENVOY_BIN ?? '';
const PULL = '/api/images/0197/pull?w=800';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function token(claims: object, key: KeyObject = keys.privateKey): string {
  const expires = Math.floor(Date.now() / 1000) + 900;
  const payload = { iss: 'image-hub', aud: 'image-hub', exp: expires, ...claims };
  const signed = `${base64url({ alg: 'RS256', kid: 'test' })}.${base64url(payload)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

describe.skipIf(binary === '')('in a real Envoy', () => {
  let envoy: Envoy;
  let filters: (configuration: unknown) => object[];

  beforeAll(async () => {
    const { path } = await buildLimiter();
    const jwk = { ...keys.publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' };
    filters = (configuration) => [
      jwtFilter('imagehub', 'image-hub', [jwk]),
      wasmFilter('plan-limiter', fileURLToPath(path), configuration),
    ];
    envoy = await startEnvoy({ binary, concurrency: 4, filters: filters(CONFIGURATION) });
  }, 60_000);

  afterAll(async () => {
    await envoy?.stop();
  });

  function pullMany(count: number, claims: object): Promise<EnvoyResponse[]> {
    const headers = bearer(token(claims));
    return Promise.all(Array.from({ length: count }, () => envoy.request({ path: PULL, headers })));
  }

  function statuses(responses: EnvoyResponse[]): Record<number, number> {
    const counts: Record<number, number> = {};
    for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  test('240 pulls at once by one user with a limit of 10: exactly 10 pass', async () => {
    const responses = await pullMany(240, { sub: 'ada', plan: 'personal' });
    expect(statuses(responses)).toEqual({ 200: 10, 429: 230 });
    const refused = responses.find(({ status }) => status === 429);
    expect(refused?.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'ratelimit-policy': '"personal";q=10;w=60',
      ratelimit: expect.stringMatching(/^"personal";r=0;t=(59|60|61)$/),
      'retry-after': expect.stringMatching(/^(59|60|61)$/),
    });
    expect(JSON.parse(refused?.body ?? '')).toMatchObject({ status: 429, 'violated-policies': ['personal'] });
  });

  test('after an upgrade the new token pulls on, up to what the new plan leaves', async () => {
    const responses = await pullMany(150, { sub: 'ada', plan: 'team' });
    expect(statuses(responses)).toEqual({ 200: 90, 429: 60 });
    const [first] = responses;
    expect(first?.headers['ratelimit-policy']).toBe('"team";q=100;w=60');
  });

  test.each([
    ['no token', ''],
    ['an expired token', token({ sub: 'eve', plan: 'enterprise', exp: 1_000_000_000 })],
    ['a token of a foreign key', token({ sub: 'eve', plan: 'enterprise' }, foreign.privateKey)],
    ['a token for another audience', token({ sub: 'eve', plan: 'enterprise', aud: 'other' })],
    [
      'alg none',
      `${base64url({ alg: 'none' })}.${base64url({ iss: 'image-hub', sub: 'eve', plan: 'enterprise' })}.`,
    ],
    [
      'a tampered payload',
      token({ sub: 'eve', plan: 'personal' }).replace(/\.[^.]+\./, `.${base64url({ plan: 'x' })}.`),
    ],
  ])('%s: 401, whatever headers say', async (_, forged) => {
    const claims = { 'x-imagehub-plan': 'enterprise', 'x-imagehub-sub': 'eve', 'x-jwt-payload': 'e30' };
    const response = await envoy.request({ path: PULL, headers: { ...bearer(forged), ...claims } });
    expect(response.status).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer');
  });

  test.each([
    { sub: 'bob', plan: 'gold' },
    { sub: 'bob', plan: 7 },
    { sub: 'bob', plan: null },
    { sub: 'bob', plan: ['team'] },
    { sub: 'bob', plan: { team: true } },
    { sub: 'bob' },
    { plan: 'team' },
    { sub: '', plan: 'team' },
  ])('a verified token with unfit claims %j: 403', async (claims) => {
    expect((await envoy.request({ path: PULL, headers: bearer(token(claims)) })).status).toBe(403);
  });

  test.each(['x'.repeat(10_000), '€'.repeat(100), '"\\\u0001'])(
    'a sub that is odd is served or refused',
    async (sub) => {
      const { status } = await envoy.request({ path: PULL, headers: bearer(token({ sub, plan: 'team' })) });
      expect([200, 403]).toContain(status);
    },
  );

  test('no odd path passes uncounted, fails the machine or is answered with 5xx', async () => {
    const guarded = [
      '%70ull',
      'pull/',
      './pull',
      'x/../pull',
      'pull;a=b',
      'PULL',
      '/pull',
      '%2e/pull',
      'x%5cpull%5c..%5c../pull',
    ];
    for (const spelling of guarded) {
      const { status } = await envoy.request({ path: `/api/images/1/${spelling}` });
      expect(`${spelling} ${status}`).toBe(`${spelling} 401`);
    }
    for (const path of [
      '/%',
      '/%zz',
      '/%00',
      `/${'a/'.repeat(4000)}`,
      `/${'%'.repeat(9000)}`,
      '*',
      '//',
      '/?#?',
    ]) {
      expect((await envoy.request({ path })).status).toBeLessThan(500);
    }
    expect(statuses(await pullMany(20, { sub: 'cat', plan: 'personal' }))).toEqual({ 200: 10, 429: 10 });
  });

  test('decisions are counted across the workers, by plan', async () => {
    const stats = await envoy.stats('plan_limiter');
    expect(stats).toMatchObject({
      'wasmcustom.plan_limiter_decisions.plan.personal.mode.enforce.decision.allowed': 20,
      'wasmcustom.plan_limiter_decisions.plan.personal.mode.enforce.decision.limited': 240,
      'wasmcustom.plan_limiter_evictions': 0,
    });
  });

  test('a configuration that is refused changes nothing', async () => {
    expect(await envoy.update(filters({ ...CONFIGURATION, plans: {} }))).toBe(false);
    expect(envoy.log).toContain('plans: must have from 1 to 10000 members');
    expect(statuses(await pullMany(12, { sub: 'dan', plan: 'personal' }))).toEqual({ 200: 10, 429: 2 });
  });

  test('across edits under load no request fails and no count is lost', async () => {
    const headers = bearer(token({ sub: 'fay', plan: 'team' }));
    const seen: EnvoyResponse[] = [];
    let editing = true;
    const client = async (): Promise<void> => {
      while (editing) seen.push(await envoy.request({ path: PULL, headers }));
    };
    const clients = Array.from({ length: 8 }, client);
    for (const limit of [20, 50, 30, 60]) {
      const edited = { ...CONFIGURATION, plans: { ...CONFIGURATION.plans, team: { limit, window: 60 } } };
      expect(await envoy.update(filters(edited))).toBe(true);
    }
    editing = false;
    await Promise.all(clients);
    const { 200: admitted, 429: refused, ...others } = statuses(seen);
    expect(others).toEqual({});
    expect(refused).toBeGreaterThan(0);
    expect(admitted).toBeLessThanOrEqual(100);
    const rest = statuses(await pullMany(100, { sub: 'fay', plan: 'team' }));
    expect((admitted ?? 0) + (rest[200] ?? 0)).toBe(Math.max(admitted ?? 0, 60));
  });
});
