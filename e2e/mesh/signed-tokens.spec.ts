import type { JWTPayload } from 'jose';
import { signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem } from '../support/http.js';
import { pull, pullPath } from '../support/images.js';
import { signedByTheHub } from '../support/tokens.js';

const now = () => Math.floor(Date.now() / 1000);

/** Tokens with a good signature that are worth nothing all the same. */
const claims: Record<string, () => JWTPayload> = {
  'expired an hour ago': () => ({ iat: now() - 7_200, exp: now() - 3_600 }),
  'expired, of 1970': () => ({ exp: 1 }),
  'of another issuer': () => ({ iss: 'somebody-else' }),
  'for another audience': () => ({ aud: 'somebody-else' }),
  'not valid before tomorrow': () => ({ nbf: now() + 86_400 }),
};

for (const [name, change] of Object.entries(claims)) {
  test(`a token ${name} is answered 401 on guarded routes`, async ({ picture }) => {
    const { token } = await signUp('team');
    const changed = await signedByTheHub(token, change());
    await expectProblem(await call(pullPath(picture), { token: changed }), 401);
    await expectProblem(
      await call('/api/images', { method: 'POST', token: changed, body: new FormData() }),
      401,
    );
    await expectProblem(await call(`/api/images/${picture.id}`, { method: 'DELETE', token: changed }), 401);
    await expectProblem(await call('/api/auth/me', { token: changed }), 401);
  });
}

test('the same key signs a token that pulls: what was refused above was the claims', async ({ picture }) => {
  const { token } = await signUp('team');
  const resigned = await signedByTheHub(token, { exp: now() + 60 });
  expect((await pull(resigned, picture)).status).toBe(200);
});

/** Signed by auth they never are, but a filter that traps on one would take the sidecar down with it. */
const strange: Record<string, JWTPayload> = {
  'a plan that does not exist': { plan: 'gold' },
  'a plan that is a number': { plan: 7 },
  'a plan that is an object': { plan: { name: 'team' } },
  'an empty plan': { plan: '' },
  'a plan with a name of Object.prototype': { plan: '__proto__' },
  'a plan in another script': { plan: '個人' },
  'a subject of 4,000 letters': { sub: 'x'.repeat(4_000) },
  'an empty subject': { sub: '' },
  'a subject in another script': { sub: '用户\u0000🌧' },
};

for (const [name, change] of Object.entries(strange)) {
  test(`a token with ${name} breaks nothing`, async ({ picture, owner }) => {
    const { token } = await signUp('team');
    const response = await call(pullPath(picture), { token: await signedByTheHub(token, change) });
    expect(response.status).toBeLessThan(500);
    if (response.status >= 400) await expectProblem(response, 401, 403, 429);
    else await response.arrayBuffer();
    expect((await pull(owner.token, picture)).status, 'others pull on').toBe(200);
  });
}

test('a token without a plan is answered 403', async ({ picture }) => {
  const { token } = await signUp('team');
  const response = await call(pullPath(picture), { token: await signedByTheHub(token, { plan: 'gold' }) });
  await expectProblem(response, 403);
});
