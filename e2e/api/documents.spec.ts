import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Validator } from '@seriousme/openapi-schema-validator';
import { signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call, callRaw, expectProblem, parseProblem } from '../support/http.js';
import { hubUrl } from '../support/hub.js';

for (const [service, paths] of Object.entries({
  auth: ['/api/auth/signup', '/api/auth/plan', '/api/plans'],
  'image-store': ['/api/images', '/api/images/{id}', '/api/images/{id}/pull'],
  frontend: [],
})) {
  test(`${service} describes itself in valid OpenAPI 3.1`, async () => {
    const response = await call(`/api/${service}/openapi.json`);
    expect(response.status).toBe(200);
    const document = (await response.json()) as { openapi: string; paths: Record<string, unknown> };
    const validator = new Validator();
    const { errors } = await validator.validate(document);
    expect(errors).toBeUndefined();
    expect(validator.version).toBe('3.1');
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(paths));
  });
}

test('the hub describes itself in one valid document, which holds that of each service', async () => {
  const response = await call('/api/openapi.json');
  const document = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
  expect((await new Validator().validate(document)).errors).toBeUndefined();
  for (const service of ['auth', 'image-store', 'frontend']) {
    const own = (await (await call(`/api/${service}/openapi.json`)).json()) as typeof document;
    for (const [path, operations] of Object.entries(own.paths))
      expect(document.paths[path]).toEqual(operations);
  }
});

test.describe('a problem document is the answer to', () => {
  const json = { 'content-type': 'application/json' };

  test('an address of the API where nothing is', async () => {
    for (const path of ['/api/nothing', '/api/auth/nothing', '/api/images/a/b/c', '/api/control/topology']) {
      await expectProblem(await call(path), 404);
    }
  });

  test('a method that a resource does not have', async ({ picture }) => {
    const { token } = await signUp('team');
    await expectProblem(await call('/api/auth/signup'), 404, 405);
    await expectProblem(await call(`/api/images/${picture.id}`, { method: 'POST', token }), 404, 405);
  });

  test('a body that is no JSON, or not of the kind that is needed', async () => {
    for (const [body, headers, statuses] of [
      ['{"name":', json, [400]],
      ['[]', json, [400]],
      ['null', json, [400]],
      ['', json, [400]],
      ['name=a', { 'content-type': 'application/x-www-form-urlencoded' }, [415]],
      ['{"__proto__":{"role":"admin"}}', json, [400]],
    ] as const) {
      const response = await call('/api/auth/signup', { method: 'POST', body, headers });
      await expectProblem(response, ...statuses);
    }
  });

  test('a body of JSON that is too large', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(200_000), password: 'y', plan: 'personal' });
    await expectProblem(await call('/api/auth/signup', { method: 'POST', body, headers: json }), 413);
  });

  test('a request that the mesh itself refuses', async () => {
    // Too much for a service, and too much for Envoy.
    for (const length of [20_000, 70_000]) {
      const large = await callRaw('/api/images', { headers: { 'x-large': 'a'.repeat(length) } });
      expect(large.status).toBe(431);
      parseProblem(large.status, large.headers['content-type'], large.body);
    }
    const encodedSlash = await callRaw('/api/images%2F1');
    expect([400, 404]).toContain(encodedSlash.status);
    parseProblem(encodedSlash.status, encodedSlash.headers['content-type'], encodedSlash.body);
  });
});

test('a client of HTTP/1.0 is told to upgrade, by a problem', async () => {
  const { protocol, hostname, port } = new URL(hubUrl);
  test.skip(protocol !== 'http:', 'whoever ends TLS before the hub answers this itself');
  const socket = connect(Number(port || 80), hostname);
  socket.write('GET /api/plans HTTP/1.0\r\n\r\n');
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  expect(head).toContain(' 426 ');
  const problem = parseProblem(426, head.match(/content-type: (.*)/)?.[1], body);
  expect(problem.title).toBe('Upgrade Required');
});

test('an answer says which instance gave it', async ({ picture }) => {
  for (const [path, servedBy] of [
    ['/?imagehub-variant=gallery:grid', 'frontend/v1/standard'],
    ['/api/plans', 'auth/v1/standard'],
    [`/api/images/${picture.id}`, 'image-store/v1/standard'],
  ] as const) {
    const response = await call(path);
    expect(response.headers.get('x-imagehub-served-by'), path).toBe(servedBy);
    await response.arrayBuffer();
  }
});
