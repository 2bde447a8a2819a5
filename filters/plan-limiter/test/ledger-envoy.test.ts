/** The limiter with a ledger in a real Envoy. Runs when ENVOY_BIN names an Envoy. */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Envoy, type EnvoyResponse, jwtFilter, startEnvoy, wasmFilter } from '@imagehub/filter-host';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildLimiter } from './limiter.js';
import { CLUSTER, startLedger, withLedger } from './quota.js';

const binary = process.env.ENVOY_BIN ?? '';
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function authorization(sub: string, plan: string): string {
  const exp = Math.floor(Date.now() / 1000) + 900;
  const signed = `${base64url({ alg: 'RS256', kid: 'test' })}.${base64url({ iss: 'image-hub', aud: 'image-hub', exp, sub, plan })}`;
  return `Bearer ${signed}.${createSign('RSA-SHA256').update(signed).sign(keys.privateKey, 'base64url')}`;
}

describe.skipIf(binary === '')('two real Envoys and one ledger', () => {
  let envoys: Envoy[] = [];
  let ledger: Awaited<ReturnType<typeof startLedger>>;

  beforeAll(async () => {
    const { path } = await buildLimiter();
    ledger = await startLedger();
    const jwk = { ...keys.publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' };
    const filters = [
      jwtFilter('imagehub', 'image-hub', [jwk]),
      wasmFilter('plan-limiter', fileURLToPath(path), withLedger({ timeoutMs: 500 })),
    ];
    const clusters = { [CLUSTER]: ledger.port };
    envoys = await Promise.all([1, 2].map(() => startEnvoy({ binary, concurrency: 2, filters, clusters })));
  }, 60_000);

  afterAll(async () => {
    await Promise.all(envoys.map((envoy) => envoy.stop()));
    ledger?.server.close();
    ledger?.server.closeAllConnections();
  });

  function pullMany(count: number, sub: string, plan: string): Promise<EnvoyResponse[]> {
    const headers = { authorization: authorization(sub, plan) };
    const path = '/api/images/0197/pull';
    return Promise.all(
      Array.from({ length: count }, (_, i) => (envoys[i % 2] as Envoy).request({ path, headers })),
    );
  }

  function statuses(responses: EnvoyResponse[]): Record<number, number> {
    const counts: Record<number, number> = {};
    for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  test('personal: exactly 10 of 100 at once', async () => {
    const responses = await pullMany(100, 'ada', 'personal');
    expect(statuses(responses)).toEqual({ 200: 10, 429: 90 });
    const refused = responses.find(({ status }) => status === 429);
    expect(refused?.headers['retry-after']).toMatch(/^6[01]$/);
    expect(JSON.parse(refused?.body ?? '')).toMatchObject({ status: 429, 'violated-policies': ['personal'] });
  });

  test('team: exactly 100 of 400 at once', async () => {
    expect(statuses(await pullMany(400, 'bob', 'team'))).toEqual({ 200: 100, 429: 300 });
  });

  test('enterprise: nearly all of 1,000', async () => {
    const before = ledger.calls.length;
    const {
      200: admitted = 0,
      429: refused = 0,
      ...others
    } = statuses(await pullMany(3000, 'eve', 'enterprise'));
    expect(others).toEqual({});
    expect(admitted + refused).toBe(3000);
    expect(admitted).toBeLessThanOrEqual(1000);
    expect(admitted).toBeGreaterThanOrEqual(980);
    expect(ledger.calls.length - before).toBeLessThan(100);
  });
});
