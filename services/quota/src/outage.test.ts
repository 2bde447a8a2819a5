import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { request, someId, startTestApp, startValkey, type TestValkey } from './testing.js';

/** The service has 40 ms for it; a busy machine is given more. */
const SOON_MS = 500;

/** A plan must hold over all sidecars again within two seconds of Valkey's return; this is the ledger's part of it. */
const RECOVERY_MS = 1000;

describe.skipIf(inject('valkeyServer') === '')('when Valkey', () => {
  let valkey: TestValkey;
  let app: FastifyInstance;
  let other: FastifyInstance;
  beforeAll(async () => {
    valkey = await startValkey();
    const environment = { REDIS_URL: valkey.url, REDIS_TIMEOUT_MS: 40 };
    [app, other] = await Promise.all([startTestApp(environment), startTestApp(environment)]);
    await vi.waitFor(() => Promise.all([app, other].map(isReady)), { timeout: 8000 });
  });
  afterAll(async () => {
    await valkey.close();
    await Promise.all([app.close(), other.close()]);
  });

  async function isReady(one: FastifyInstance) {
    expect((await one.inject('/readyz')).statusCode).toBe(200);
  }

  function ask(one: FastifyInstance, overrides: Parameters<typeof request>[0] = {}) {
    const payload = { leases: [request(overrides)] };
    return one.inject({ method: 'POST', url: '/v1/leases', payload });
  }

  async function expectRefusal() {
    const start = performance.now();
    const response = await ask(app);
    expect(performance.now() - start).toBeLessThan(SOON_MS);
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('1');
    expect(response.json()).toMatchObject({
      type: 'urn:imagehub:problem:ledger-unavailable',
      detail: 'The ledger cannot be read or written right now. Nothing was granted.',
    });
  }

  /** Milliseconds until a lease is granted again. */
  async function recovery(key: string, granted: number): Promise<number> {
    const start = performance.now();
    await vi.waitFor(
      async () => expect((await ask(app, { key, want: 10 })).json().leases?.[0].granted).toBe(granted),
      { timeout: 5000, interval: 10 },
    );
    return performance.now() - start;
  }

  it('is shared, a plan holds over all ledgers', async () => {
    const key = someId();
    expect((await ask(app, { key, want: 6 })).json().leases[0].granted).toBe(6);
    expect((await ask(other, { key, want: 6 })).json().leases[0].granted).toBe(4);
  });

  it('is killed, calls are refused at once; when it is back, it is used within a second and has forgotten nothing', async () => {
    const key = someId();
    await ask(app, { key, want: 6 });
    await valkey.kill();
    await expectRefusal();
    expect((await app.inject('/readyz')).statusCode).toBe(503);
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    await valkey.start();
    expect(await recovery(key, 4)).toBeLessThan(RECOVERY_MS);
    await isReady(app);
  });

  it('hangs, calls are refused within the time they have; when it goes on, so do they', async () => {
    process.kill(valkey.pid(), 'SIGSTOP');
    await expectRefusal();
    process.kill(valkey.pid(), 'SIGCONT');
    expect(await recovery(someId(), 10)).toBeLessThan(RECOVERY_MS);
  });
});
