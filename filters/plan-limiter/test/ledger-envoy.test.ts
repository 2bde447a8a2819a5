/** The limiter with a ledger in a real Envoy. Runs when ENVOY_BIN names an Envoy. */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  type Envoy,
  type EnvoyRequest,
  type EnvoyResponse,
  jwtFilter,
  startEnvoy,
  wasmFilter,
} from '@imagehub/filter-host';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildLimiter } from './limiter.js';
import { CLUSTER, type ServedLedger, serveLedger, withLedger } from './quota.js';

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

const PULL = '/api/images/0197/pull';

describe.skipIf(binary === '')('two real Envoys and one ledger', () => {
  let envoys: Envoy[] = [];
  let ledger: ServedLedger;
  let filters: (configuration: unknown) => object[];

  beforeAll(async () => {
    const { path } = await buildLimiter();
    ledger = await serveLedger();
    const jwk = { ...keys.publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' };
    filters = (configuration) => [
      jwtFilter('imagehub', 'image-hub', [jwk]),
      wasmFilter('plan-limiter', fileURLToPath(path), configuration),
    ];
    const options = {
      binary,
      concurrency: 2,
      // A busy machine must not be taken for a ledger that hangs.
      filters: filters(withLedger({ timeoutMs: 1000 })),
      clusters: { [CLUSTER]: ledger.port },
    };
    envoys = await Promise.all([startEnvoy(options), startEnvoy(options)]);
  }, 60_000);

  afterAll(async () => {
    await Promise.all(envoys.map((envoy) => envoy.stop()));
    ledger?.close();
  });

  function send(request: EnvoyRequest, sub: string, plan: string, count: number): Promise<EnvoyResponse[]> {
    const headers = { authorization: authorization(sub, plan) };
    return Promise.all(
      Array.from({ length: count }, (_, i) => (envoys[i % 2] as Envoy).request({ ...request, headers })),
    );
  }

  test.each([
    ['personal', 10, 10],
    ['team', 100, 100],
    ['enterprise', 1000, 980],
  ])('of many pulls at once on plan %s just the plan passes', async (plan, limit, least) => {
    const calls = ledger.calls.length;
    const responses = await send({ path: PULL }, `of-${plan}`, plan, limit * 3);
    const { 200: admitted = 0, ...others } = statuses(responses);
    expect(admitted).toBeLessThanOrEqual(limit);
    expect(admitted).toBeGreaterThanOrEqual(least);
    expect(others).toEqual({ 429: limit * 3 - admitted });
    expect(ledger.calls.length - calls).toBeLessThan(100);
    const refused = responses.find(({ status }) => status === 429);
    expect(refused?.headers['retry-after']).toMatch(/^6[012]$/);
    expect(JSON.parse(refused?.body ?? '')).toMatchObject({ status: 429, 'violated-policies': [plan] });
  });

  test('a request that waits keeps its body', async () => {
    const upload = { method: 'POST', path: '/api/images', body: 'x'.repeat(200_000) };
    const responses = await send(upload, 'uploading', 'personal', 12);
    expect(statuses(responses)).toEqual({ 200: 10, 429: 2 });
  });

  test('no two leases have the same id', () => {
    const leases = ledger.calls.flatMap(({ leases = [] }) => leases.map(({ lease }) => lease));
    expect(leases.length).toBeGreaterThan(20);
    expect(new Set(leases).size).toBe(leases.length);
  });

  test('across edits under load no request fails, and none waits for ever', async () => {
    const seen: EnvoyResponse[] = [];
    let editing = true;
    const client = async (_: unknown, i: number): Promise<void> => {
      for (let n = 0; editing; n++)
        seen.push(...(await send({ path: PULL }, `edited-${i}-${n % 50}`, 'personal', 2)));
    };
    const clients = Array.from({ length: 8 }, client);
    for (const limit of [9, 8, 7, 10]) {
      const plans = { ...withLedger().plans, personal: { limit, window: 60 } };
      const edited = filters({ ...withLedger({ timeoutMs: 1000 }), plans });
      for (const envoy of envoys) expect(await envoy.update(edited)).toBe(true);
    }
    editing = false;
    await Promise.all(clients);
    const { 200: admitted, 429: refused, ...others } = statuses(seen);
    expect(others).toEqual({});
    expect(admitted).toBeGreaterThan(0);
    expect(seen.filter(({ headers }) => headers['x-imagehub-quota'])).toEqual([]);
  });

  test('a client that hangs up while it waits harms nobody', async () => {
    const [envoy] = envoys as [Envoy];
    ledger.hold();
    const headers = `host: hub\r\nauthorization: ${authorization('impatient', 'personal')}\r\n`;
    const arrived = ledger.nextCall();
    const sockets = Array.from({ length: 20 }, () => {
      const socket = connect(envoy.port, '127.0.0.1');
      socket.on('error', () => {}).write(`GET ${PULL} HTTP/1.1\r\n${headers}\r\n`);
      return socket;
    });
    await arrived;
    for (const socket of sockets) socket.destroy();
    ledger.release();
    expect(statuses(await send({ path: PULL }, 'bystander', 'personal', 12))).toEqual({ 200: 10, 429: 2 });
    expect(envoy.log).not.toMatch(/wasm/i);
  });

  test('while the ledger is down each Envoy counts for itself, and nobody waits; its return heals all', async () => {
    ledger.down();
    const [first, ...rest] = await send({ path: PULL }, 'alone', 'personal', 24);
    expect(statuses([first as EnvoyResponse, ...rest])).toEqual({ 200: 20, 429: 4 });
    expect(rest.every(({ headers }) => headers['x-imagehub-quota'] === 'local')).toBe(true);
    const start = performance.now();
    await send({ path: PULL }, 'others', 'team', 20);
    expect(performance.now() - start).toBeLessThan(500);
    ledger.up();
    await vi.waitFor(
      async () => {
        const responses = await send({ path: PULL }, 'healed', 'team', 4);
        expect(responses.filter(({ headers }) => headers['x-imagehub-quota'])).toEqual([]);
      },
      { timeout: 3_000, interval: 50 },
    );
    // The ledger has heard of the twenty.
    expect(statuses(await send({ path: PULL }, 'alone', 'personal', 4))).toEqual({ 429: 4 });
    const stats = await (envoys[0] as Envoy).stats('plan_limiter_(ledger|fallbacks)');
    expect(stats['wasmcustom.plan_limiter_ledger_breaker']).toBe(0);
    expect(stats['wasmcustom.plan_limiter_fallbacks.fallback.local']).toBeGreaterThan(10);
    expect(stats['wasmcustom.plan_limiter_ledger_calls.outcome.failed']).toBeGreaterThan(0);
  });
});

function statuses(responses: EnvoyResponse[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
