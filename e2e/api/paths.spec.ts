import { type Account, signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { callRaw } from '../support/http.js';
import { hubUrl } from '../support/hub.js';
import { type Image, pull } from '../support/images.js';
import { rateLimit } from '../support/rate-limit.js';

/** Ways to write the path of a pull that one part might read as a pull, and another not. */
const spellings: Record<string, (id: string) => string> = {
  'a percent-encoded letter': (id) => `/api/images/${id}/%70ull`,
  'a percent-encoded capital': (id) => `/api/images/${id}/%50ull`,
  'a percent-encoded prefix': (id) => `/%61pi/images/${id}/pull`,
  'a doubly encoded letter': (id) => `/api/images/${id}/%2570ull`,
  'an encoded slash': (id) => `/api/images/${id}%2Fpull`,
  'an encoded slash in lower case': (id) => `/api/images/${id}%2fpull`,
  'a backslash': (id) => `/api/images/${id}\\pull`,
  'an encoded backslash': (id) => `/api/images/${id}%5Cpull`,
  'a doubled slash': (id) => `/api/images/${id}//pull`,
  'doubled slashes everywhere': (id) => `//api//images//${id}//pull`,
  'a dot segment': (id) => `/api/images/${id}/./pull`,
  'a parent segment': (id) => `/api/images/x/../${id}/pull`,
  'an encoded parent segment': (id) => `/api/images/x/%2e%2e/${id}/pull`,
  'a half-encoded parent segment': (id) => `/api/images/x/.%2E/${id}/pull`,
  'a route of another service before it': (id) => `/api/plans/../images/${id}/pull`,
  'a page before it': (id) => `/upload/../api/images/${id}/pull`,
  'a trailing slash': (id) => `/api/images/${id}/pull/`,
  'an upper-case word': (id) => `/api/images/${id}/PULL`,
  'an upper-case prefix': (id) => `/API/images/${id}/pull`,
  'an upper-case id': (id) => `/api/images/${id.toUpperCase()}/pull`,
  'a matrix parameter': (id) => `/api/images/${id}/pull;v=1`,
  'a matrix parameter before': (id) => `/api/images/${id};v=1/pull`,
  'an encoded NUL': (id) => `/api/images/${id}/pull%00`,
  'an encoded space': (id) => `/api/images/${id}/pull%20`,
  'an encoded question mark': (id) => `/api/images/${id}/pull%3Fw=64`,
  'an encoded fragment sign': (id) => `/api/images/${id}/pull%23`,
  'a fragment': (id) => `/api/images/${id}/pull#x`,
  'a bare question mark': (id) => `/api/images/${id}/pull?`,
  'a question mark twice': (id) => `/api/images/${id}/pull??w=64`,
  'an invalid escape': (id) => `/api/images/${id}/%7ull`,
  'overlong UTF-8': (id) => `/api/images/${id}/%c1%b0ull`,
  'the whole address': (id) => `${hubUrl}/api/images/${id}/pull`,
};

const methods = ['HEAD', 'POST', 'PUT', 'PATCH', 'OPTIONS', 'QUERY', 'GET'];

test.describe('no spelling of a pull is let through uncounted:', () => {
  for (const [name, spell] of Object.entries(spellings)) {
    test(name, async ({ picture }) => {
      await expectCounted(picture, await signUp('personal'), 'GET', spell(picture.id));
    });
  }
  for (const method of methods) {
    test(`method ${method}`, async ({ picture }) => {
      await expectCounted(picture, await signUp('personal'), method, `/api/images/${picture.id}/pull`);
    });
  }
});

test('no spelling of a pull is served without a token', async ({ picture }) => {
  for (const [name, spell] of Object.entries(spellings)) {
    const { status } = await callRaw(spell(picture.id));
    expect(status, name).toBeGreaterThanOrEqual(400);
    expect(status, name).toBeLessThan(500);
  }
});

test('no spelling of an upload or a deletion is served without a token', async ({ picture }) => {
  for (const path of ['/api/images/', '/api//images', '/api/%69mages', '/api/images/.', '/API/IMAGES']) {
    const { status } = await callRaw(path, { method: 'POST' });
    expect(status, `POST ${path}`).toBeGreaterThanOrEqual(400);
    expect(status, `POST ${path}`).toBeLessThan(500);
  }
  for (const path of [
    `/api/images/${picture.id}/`,
    `/api/images//${picture.id}`,
    `/api/images/%30/../${picture.id}`,
  ]) {
    const { status } = await callRaw(path, { method: 'DELETE' });
    expect(status, `DELETE ${path}`).toBeGreaterThanOrEqual(400);
    expect(status, `DELETE ${path}`).toBeLessThan(500);
  }
});

test('what is for the mesh alone is not served at the edge', async () => {
  for (const path of [
    '/metrics',
    '/healthz',
    '/readyz',
    '/x/../metrics',
    '//metrics',
    '/api/images/../../metrics',
  ]) {
    const { body } = await callRaw(path);
    expect(body, path).not.toMatch(/process_cpu|http_request_duration|"database"/);
  }
});

/** Whatever a spelling answers: if it served the picture, the next pull has two fewer left, not one. */
async function expectCounted(
  picture: Image,
  { token }: Account,
  method: string,
  path: string,
): Promise<void> {
  const before = rateLimit((await pull(token, picture)).response.headers).remaining;
  const { status, body } = await callRaw(path, { method, token });
  const after = rateLimit((await pull(token, picture)).response.headers).remaining;
  expect(status, `${method} ${path} answered ${body.slice(0, 200)}`).toBeLessThan(500);
  if (method === 'OPTIONS' && body === '') return;
  if (status < 400) expect(before - after, `${method} ${path} answered ${status}`).toBe(2);
}
