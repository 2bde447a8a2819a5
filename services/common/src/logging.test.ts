import { Writable } from 'node:stream';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { logging, requestId } from './logging.js';

function startApp() {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const origin = { level: 'info', service: 'auth', version: 'v2', tier: 'standard' };
  const app = Fastify({ logger: { ...logging(origin), stream }, genReqId: requestId });
  app.get('/', async (request) => {
    const { headers } = request;
    request.log.info({
      headers,
      req: { headers },
      account: { name: 'ada', password: 'hunter2' },
      token: 'abc',
    });
    return request.id;
  });
  return { app, lines };
}

it('says which instance wrote a line, and for which request of Envoy', async () => {
  const { app, lines } = startApp();
  const id = '542b53a2-346c-4ee7-824c-ef709b9b5a0e';
  const response = await app.inject({ url: '/', headers: { 'x-request-id': id } });
  expect(response.body).toBe(id);
  expect(lines.at(-1)).toMatchObject({ service: 'auth', version: 'v2', tier: 'standard', reqId: id });
});

it('holds no password, token or cookie', async () => {
  const { app, lines } = startApp();
  await app.inject({ url: '/', headers: { authorization: 'Bearer s3cret', cookie: 'ih_refresh=s3cret' } });
  const text = JSON.stringify(lines);
  expect(text).toContain('"ada"');
  expect(text).not.toMatch(/hunter2|s3cret|abc/);
});

it.each(['', 'a b', 'x'.repeat(65), '<script>'])('replaces a request id that nobody gives: %j', (given) => {
  expect(requestId({ headers: { 'x-request-id': given } })).toMatch(/^[0-9a-f-]{36}$/);
});
