import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { request, someId, startTestApp } from './testing.js';

let app: FastifyInstance;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

function post(payload: object | string) {
  return app.inject({ method: 'POST', url: '/v1/leases', payload });
}

describe('POST /v1/leases', () => {
  it('grants leases and takes them back', async () => {
    const lease = request({ want: 7 });
    const granted = await post({ leases: [lease] });
    expect(granted.statusCode).toBe(200);
    expect(granted.json()).toEqual({
      leases: [{ lease: lease.lease, granted: 7, remaining: 3, reset: 60_300, retryAfter: 0 }],
    });
    const closed = await post({ closed: [{ key: lease.key, lease: lease.lease, spent: 2 }] });
    expect(closed.statusCode).toBe(200);
    expect(closed.json()).toEqual({ leases: [] });
  });

  it.each([
    ['no body', '', 'body'],
    ['nothing asked', {}, 'body.leases'],
    ['empty lists', { leases: [], closed: [] }, 'body.leases'],
    ['an unknown field', { leases: [request()], more: 1 }, 'body.more'],
    ['an unknown field of a lease', { leases: [{ ...request(), plan: 'team' }] }, 'body.leases.0.plan'],
    ['a lease without a key', { leases: [{ ...request(), key: undefined }] }, 'body.leases.0.key'],
    ['a key that is no hash', { leases: [request({ key: 'ABCDEF0123456789' })] }, 'body.leases.0.key'],
    ['a number as text', { leases: [{ ...request(), want: '1' }] }, 'body.leases.0.want'],
    ['half a unit', { leases: [request({ want: 0.5 })] }, 'body.leases.0.want'],
    ['less than nothing', { leases: [request({ spent: -1 })] }, 'body.leases.0.spent'],
    ['a window of two days', { leases: [request({ window: 172_800 })] }, 'body.leases.0.window'],
    ['a lease that lives too long', { leases: [request({ ttl: 10_001 })] }, 'body.leases.0.ttl'],
    [
      'a closed lease without its use',
      { closed: [{ key: someId(), lease: someId() }] },
      'body.closed.0.spent',
    ],
    ['65 leases', { leases: Array.from({ length: 65 }, () => request()) }, 'body.leases'],
  ])('refuses %s and names the field', async (_what, payload, field) => {
    const response = await post(payload);
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    if (field !== 'body') expect(response.json().errors[0].field).toBe(field);
  });

  it('refuses further people when it knows as many as it may, and goes on for those it knows', async () => {
    const small = await startTestApp({ MAX_PEOPLE: 2 });
    const ask = (...leases: object[]) =>
      small.inject({ method: 'POST', url: '/v1/leases', payload: { leases } });
    const known = request();
    await ask(known, request());
    expect((await ask(request({ want: 0 }))).statusCode).toBe(200);
    const refused = await ask(request({ key: known.key }), request());
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.json().type).toBe('urn:imagehub:problem:ledger-unavailable');
    expect((await ask(request({ key: known.key }))).json().leases[0]).toMatchObject({
      granted: 1,
      remaining: 8,
    });
    await small.close();
  });
});

it('measures what it grants and denies, and for how many people', async () => {
  const measured = await startTestApp();
  const { key } = request();
  const leases = [request({ key, want: 10 }), request({ key }), request({ spent: 4, want: 0 })];
  await measured.inject({ method: 'POST', url: '/v1/leases', payload: { leases } });
  const { body } = await measured.inject('/metrics');
  expect(body).toContain('quota_leases_total{outcome="granted"} 1\n');
  expect(body).toContain('quota_leases_total{outcome="denied"} 1\n');
  expect(body).toContain('quota_units_total{kind="granted"} 10\n');
  expect(body).toContain('quota_units_total{kind="reported"} 4\n');
  expect(body).toContain('quota_store_seconds_count{outcome="ok"} 1\n');
  expect(body).toContain('quota_people 2\n');
  await measured.close();
});

it('publishes its OpenAPI document', async () => {
  const { paths } = (await app.inject('/api/quota/openapi.json')).json();
  expect(Object.keys(paths)).toEqual(['/v1/leases']);
});
