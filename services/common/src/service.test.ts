import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseEnvironment, loadEnvironment } from './environment.js';
import { Problem } from './problems.js';
import { createService } from './service.js';

let directory: string;
let app: FastifyInstance;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'imagehub-service-'));
  await mkdir(path.join(directory, 'routes/api/things'), { recursive: true });
  await writeFile(
    path.join(directory, 'routes/api/things/list.mjs'),
    "export default async (app) => { app.get('/', async () => ['a thing']); app.get('/:id', async () => 'one'); };",
  );
  const environment = loadEnvironment(Type.Object(baseEnvironment), { PORT: '0', LOG_LEVEL: 'silent' });
  app = await createService({ name: 'things', title: 'Things', environment, directory });
  app.post(
    '/strict',
    { schema: { body: Type.Object({ n: Type.Integer() }, { additionalProperties: false }) } },
    async () => 'ok',
  );
  app.get(
    '/number',
    { schema: { querystring: Type.Object({ n: Type.Integer({ maximum: 9 }) }) } },
    async ({ query }) => query,
  );
  app.get(
    '/kind',
    {
      schema: {
        querystring: Type.Object({
          kind: Type.Enum(['a', 'b']),
          word: Type.Optional(Type.String({ pattern: '^[a-z]*$', description: 'letters alone' })),
        }),
      },
    },
    async ({ query }) => query,
  );
  app.get('/teapot', async () => {
    throw Object.assign(new Error('Short and stout.'), { statusCode: 418 });
  });
  app.get('/several', async () => {
    throw new AggregateError([Object.assign(new Error('one'), { originalCode: '57P01' })]);
  });
  app.get('/nothing', async () => {
    throw { code: 'ODD', meta: { driverAdapterError: { message: 'Connection terminated unexpectedly' } } };
  });
  app.get('/secret', async () => {
    throw new Error('password=hunter2 at /etc/secret');
  });
  app.get('/full', async () => {
    throw Object.assign(new Error('write'), { code: 'ENOSPC' });
  });
  app.get('/database', async () => {
    throw new Error('query', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) });
  });
  app.get('/later', async () => {
    throw new Problem(503, 'Busy.', { retryAfter: 3, kind: 'busy' });
  });
  app.addReadinessCheck('fine', async () => {});
});
afterAll(async () => {
  await app.close();
  await rm(directory, { recursive: true });
});

it('serves the routes found in its folders, and says who answered', async () => {
  const response = await app.inject('/api/things');
  expect(response.json()).toEqual(['a thing']);
  expect(response.headers['x-imagehub-served-by']).toBe('things/v1/standard');
});

it('describes a route by the address without a slash at its end', async () => {
  const { paths } = (await app.inject('/api/things/openapi.json')).json();
  expect(Object.keys(paths)).toContain('/api/things');
});

describe('errors', () => {
  it('of 5xx tell nothing internal, but the request id to look up', async () => {
    const response = await app.inject({ url: '/secret', headers: { 'x-request-id': 'abc' } });
    expect(response.statusCode).toBe(500);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    expect(response.body).not.toMatch(/hunter2|\/etc/);
    expect(response.json().instance).toBe('urn:imagehub:request:abc');
  });

  it.each([
    ['/nowhere', 404],
    ['/full', 507],
    ['/database', 503],
    ['/later', 503],
    ['/several', 503],
    ['/nothing', 503],
    ['/teapot', 418],
    [`/api/things/${'x'.repeat(500)}`, 414],
    ['/%ff', 400],
  ])('%s answers the problem %d', async (url, status) => {
    const response = await app.inject(url);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
  });

  it('of what is no whole request are problems too; what never becomes one is given up', async () => {
    const impatient = await createService({
      name: 'things',
      title: 'Things',
      environment: loadEnvironment(Type.Object(baseEnvironment), { PORT: '0', LOG_LEVEL: 'silent' }),
      directory,
      fastify: { requestTimeout: 100, http: { headersTimeout: 100, connectionsCheckingInterval: 50 } },
    });
    impatient.post('/', async () => 'ok');
    await impatient.listen({ host: '127.0.0.1', port: 0 });
    const { port } = impatient.server.address() as AddressInfo;
    for (const [text, status] of [
      [`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
      ['POST / HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 9\r\n\r\n1', 408],
      ['hello\r\n\r\n', 400],
    ] as const) {
      const socket = connect(port, '127.0.0.1');
      socket.write(text);
      const [head, body = ''] = (await buffer(socket)).toString().split('\r\n\r\n');
      expect(head).toMatch('content-type: application/problem+json');
      expect(JSON.parse(body)).toMatchObject({ status, title: STATUS_CODES[status] });
    }
    await impatient.close();
    expect(app.server.requestTimeout).toBeGreaterThan(0);
  });

  it('carry Retry-After where it is worth another try', async () => {
    expect((await app.inject('/later')).headers['retry-after']).toBe('3');
  });
});

describe('validation', () => {
  it('takes JSON as typed, refuses what it does not know, and reads numbers from a query', async () => {
    const post = (payload: object) => app.inject({ method: 'POST', url: '/strict', payload });
    expect((await post({ n: 1 })).statusCode).toBe(200);
    expect((await post({ n: '1' })).json().errors).toEqual([{ field: 'body.n', message: 'must be integer' }]);
    expect((await post({ n: 1, m: 2 })).json().errors[0].field).toBe('body.m');
    expect((await app.inject('/number?n=7')).json()).toEqual({ n: 7 });
    expect((await app.inject('/number?n=70')).json().detail).toBe('query.n must be <= 9');
    expect((await post({})).json().errors).toEqual([{ field: 'body.n', message: 'is required' }]);
    expect((await app.inject('/kind?kind=c')).json().detail).toBe(
      'query.kind must be equal to one of the allowed values: a, b',
    );
    expect((await app.inject('/kind?kind=a&word=1')).json().detail).toBe(
      'query.word is not as it must be: letters alone',
    );
    expect((await app.inject('/things')).statusCode).toBe(404);
  });
});

describe('health', () => {
  it('is ready only while every dependency is', async () => {
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ok', fine: 'ok' });
    app.addReadinessCheck('gone', async () => {
      throw new Error('gone');
    });
    const response = await app.inject('/readyz');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({ status: 'down', fine: 'ok', gone: 'down' });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
  });

  it('does not wait for a dependency that does not answer', async () => {
    app.addReadinessCheck('gone', () => new Promise(() => {}));
    const response = await app.inject('/readyz');
    expect(response.json()).toEqual({ status: 'down', fine: 'ok', gone: 'down' });
  });
});

it('counts answers by route, not by path', async () => {
  await app.inject('/nowhere-1');
  const { body } = await app.inject('/metrics');
  expect(body).toContain(
    'http_request_duration_seconds_count{method="GET",route="/api/things",status="200"}',
  );
  expect(body).not.toContain('nowhere');
});

it('names the variable of an environment it refuses, not its value', () => {
  const schema = Type.Object({ ...baseEnvironment, DATABASE_URL: Type.String() });
  expect(() => loadEnvironment(schema, { PORT: 'secret' })).toThrow(/PORT/);
  expect(() => loadEnvironment(schema, { PORT: 'secret' })).not.toThrow(/secret/);
  expect(() => loadEnvironment(schema, { PORT: '1' })).toThrow(/DATABASE_URL/);
});
