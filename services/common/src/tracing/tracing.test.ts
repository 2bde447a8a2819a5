import { setTimeout as delay } from 'node:timers/promises';
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { baseEnvironment, loadEnvironment } from '../environment.js';
import { createService } from '../service.js';
import { startTestZipkin, type TestZipkin, type ZipkinSpan } from '../testing-zipkin.js';
import { traced, traceHeaders, untraced } from './span.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const sampled = { traceparent: `00-${TRACE}-${CALLER}-01` };

let zipkin: TestZipkin;
let app: FastifyInstance;

beforeAll(async () => {
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20');
  zipkin = await startTestZipkin();
  const environment = loadEnvironment(Type.Object(baseEnvironment), {
    PORT: '0',
    LOG_LEVEL: 'silent',
    SERVICE_VERSION: 'v2',
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: zipkin.endpoint,
  });
  app = await createService({ name: 'things', title: 'Things', environment, directory: '/nowhere' });
  app.get('/things/:name', async () => {
    await traced('look', () => delay(1), { 'imagehub.format': 'webp' });
    return traceHeaders();
  });
  app.post('/things', async () => traced('keep', async () => traceHeaders()));
  app.get('/broken', async () =>
    traced('read', async () => {
      throw new RangeError('ada@example.org is no number');
    }),
  );
  app.get('/later', async () => untraced(() => traceHeaders()));
  await app.ready();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await app.close();
  zipkin.close();
});
beforeEach(() => {
  zipkin.spans.length = 0;
});

/** Makes a request that is traced; answers its spans by their names. */
async function trace(request: { method?: 'GET' | 'POST'; url: string; payload?: object }) {
  const arrived = zipkin.next();
  const response = await app.inject({ ...request, headers: sampled });
  await arrived;
  const spans = new Map(zipkin.spans.map((span) => [span.name, span]));
  return { response, span: (name: string) => spans.get(name) as ZipkinSpan };
}

it('a request becomes a part of the trace that it came with, and its work a part of it', async () => {
  const { response, span } = await trace({ url: '/things/mary?q=secret' });
  const request = span('GET /things/:name');
  expect(request).toMatchObject({
    traceId: TRACE,
    parentId: CALLER,
    kind: 'SERVER',
    localEndpoint: { serviceName: 'things' },
    tags: { 'http.route': '/things/:name', 'http.response.status_code': '200', 'service.version': 'v2' },
  });
  expect(span('look')).toMatchObject({
    traceId: TRACE,
    parentId: request.id,
    tags: { 'imagehub.format': 'webp' },
  });
  expect(response.json()).toEqual({ traceparent: `00-${TRACE}-${request.id}-01` });
});

it('spans hold neither the path nor the query that somebody asked for', async () => {
  await trace({ url: '/things/mary?q=secret' });
  expect(JSON.stringify(zipkin.spans)).not.toMatch(/mary|secret/);
});

it('a request with a body keeps its trace', async () => {
  const { span } = await trace({ method: 'POST', url: '/things', payload: { n: 1 } });
  expect(span('keep').parentId).toBe(span('POST /things').id);
});

it('what fails is seen to fail, without the message', async () => {
  const { span } = await trace({ url: '/broken' });
  expect(span('read').tags).toMatchObject({ 'error.type': 'RangeError', 'otel.status_code': 'ERROR' });
  expect(span('GET /broken').tags).toMatchObject({ 'http.response.status_code': '500' });
  expect(JSON.stringify(zipkin.spans)).not.toContain('ada@example.org');
});

it('what outlives a request is no part of its trace', async () => {
  const { response } = await trace({ url: '/later' });
  expect(response.json()).toEqual({});
});

it.each([
  ['no trace context', {}],
  ['one that is not sampled', { traceparent: `00-${TRACE}-${CALLER}-00` }],
  ['one that is none', { traceparent: 'sampled, please' }],
])('a request with %s makes no spans', async (_, headers) => {
  expect((await app.inject({ url: '/things/mary', headers })).json()).toEqual({});
  await trace({ url: '/later' });
  expect(zipkin.spans.map(({ name }) => name)).toEqual(['GET /later']);
});
