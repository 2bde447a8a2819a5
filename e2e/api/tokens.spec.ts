import { type Account, signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { type CallOptions, call, expectProblem } from '../support/http.js';
import { pull, pullPath } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';
import { rateLimit } from '../support/rate-limit.js';
import { signedWithForeignKey, signedWithPublicKey, tampered, unsigned } from '../support/tokens.js';

/** Headers by which proxies elsewhere tell an app who asks; here nobody may believe one of them. */
const claimsHeaders = (account: Account) => {
  const claims = { sub: account.id, name: account.name, plan: 'enterprise', role: 'admin' };
  const encoded = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return {
    'x-jwt-payload': encoded,
    'x-jwt-claims': encoded,
    'jwt-payload-imagehub': encoded,
    'x-user-id': account.id,
    'x-forwarded-user': account.name,
    'x-forwarded-client-cert': 'By=spiffe://x;URI=spiffe://x/ns/default/dc/dc1/svc/edge',
    'x-imagehub-user': account.id,
    'x-imagehub-plan': 'enterprise',
    'x-imagehub-role': 'admin',
    'x-imagehub-class': 'performance',
    'x-imagehub-subset-image-store': 'performance',
  };
};

const impostors: Record<string, (account: Account) => CallOptions | Promise<CallOptions>> = {
  'no token': () => ({}),
  'claims headers in place of a token': (account) => ({ headers: claimsHeaders(account) }),
  'alg none': ({ token }) => ({ token: unsigned(token) }),
  'alg none and claims headers': (account) => ({
    token: unsigned(account.token),
    headers: claimsHeaders(account),
  }),
  'HMAC with the public key': async ({ token }) => ({ token: await signedWithPublicKey(token) }),
  'a foreign key under the same key id': async ({ token }) => ({ token: await signedWithForeignKey(token) }),
  'another plan in the payload': ({ token }) => ({ token: tampered(token, { plan: 'enterprise' }) }),
  'another person in the payload': ({ token }) => ({ token: tampered(token, { sub: 'somebody-else' }) }),
  'a later expiry in the payload': ({ token }) => ({ token: tampered(token, { exp: 4_102_444_800 }) }),
  'half a token': ({ token }) => ({ token: token.slice(0, token.length / 2) }),
  'no token but its name': () => ({ headers: { authorization: 'Bearer' } }),
  'another scheme': ({ token }) => ({ headers: { authorization: `Basic ${token}` } }),
  'bytes that are no token': () => ({ headers: { authorization: 'Bearer \xff\xfe..\x80' } }),
  'a token of 40 kB': () => ({ token: 'a'.repeat(40_000) }),
};

test.describe('on guarded routes nobody gets in with', () => {
  let account: Account;
  test.beforeAll(async () => {
    account = await signUp('team');
  });

  for (const [name, disguise] of Object.entries(impostors)) {
    test(name, async ({ picture }) => {
      const options = await disguise(account);
      const form = new FormData();
      form.set('title', 'By an impostor');
      form.set('file', new Blob([new Uint8Array(await smallPicture(30, 20))]), 'a.jpg');
      const answers = {
        pull: await call(pullPath(picture), options),
        upload: await call('/api/images', { ...options, method: 'POST', body: form }),
        delete: await call(`/api/images/${picture.id}`, { ...options, method: 'DELETE' }),
      };
      for (const [action, response] of Object.entries(answers)) {
        await test.step(action, async () => {
          await expectProblem(response, 401);
          expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
          expect(response.headers.has('ratelimit')).toBe(false);
        });
      }
      expect((await call(`/api/images/${picture.id}`)).status, 'the picture is still there').toBe(200);
    });
  }

  test('a valid token in the address', async ({ picture }) => {
    for (const name of ['access_token', 'token', 'jwt']) {
      await expectProblem(await call(pullPath(picture, `w=64&${name}=${account.token}`)), 400, 401);
    }
  });
});

test('a bad token never breaks what anyone may see', async ({ picture, owner }) => {
  for (const token of [unsigned(owner.token), tampered(owner.token, { role: 'admin' }), 'nonsense']) {
    for (const path of ['/api/images', `/api/images/${picture.id}`, '/']) {
      const response = await call(path, { token });
      expect(response.status, path).toBeLessThan(500);
      await response.arrayBuffer();
    }
  }
});

test('headers give a personal user no other plan, count, class or instance', async ({ picture }) => {
  const account = await signUp('personal');
  const first = await pull(account.token, picture);
  const response = await call(pullPath(picture), { token: account.token, headers: claimsHeaders(account) });
  await response.arrayBuffer();
  expect(response.status).toBe(200);
  expect(rateLimit(response.headers)).toMatchObject({ policy: 'personal', remaining: 8 });
  const instance = response.headers.get('x-imagehub-served-by');
  expect(instance).toMatch(/^image-store\/v[12]\/standard$/);
  expect(first.response.headers.get('x-imagehub-served-by')).toBe(instance);
});

test('claims of a verified token cannot be had by a header on routes of auth', async () => {
  const account = await signUp('personal');
  const me = await call('/api/auth/me', { headers: claimsHeaders(account) });
  await expectProblem(me, 401);
});

test('signing keys are told to and changed by administrators alone', async () => {
  const { token } = await signUp('enterprise');
  const requests = [
    { method: 'GET', path: '/api/auth/keys' },
    { method: 'POST', path: '/api/auth/keys' },
    { method: 'PUT', path: '/api/auth/keys/signing', json: { kid: 'any' } },
    { method: 'DELETE', path: '/api/auth/keys/any' },
  ];
  for (const { path, ...options } of requests) {
    await expectProblem(await call(path, options), 401);
    await expectProblem(await call(path, { ...options, token }), 403);
    await expectProblem(await call(path, { ...options, token: tampered(token, { role: 'admin' }) }), 401);
  }
});
