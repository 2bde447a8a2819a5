import { changePlan, newName, password, signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem } from '../support/http.js';
import { pull, searchImages, uploadImage } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';
import { rateLimit } from '../support/rate-limit.js';

test('signs up, logs in and tells who one is', async () => {
  const { name, id, token } = await signUp('team');
  const me = await call('/api/auth/me', { token });
  expect(await me.json()).toEqual({ id, name, plan: 'team', role: 'user' });

  const login = await call('/api/auth/login', { json: { name, password } });
  expect(login.status).toBe(200);
  expect(await login.json()).toMatchObject({ user: { id, name }, tokenType: 'Bearer', expiresIn: 900 });
});

test('says the same of a wrong password and an unknown name', async () => {
  const { name } = await signUp();
  const wrong = await call('/api/auth/login', { json: { name, password: 'not this one' } });
  const unknown = await call('/api/auth/login', { json: { name: newName(), password } });
  const [one, other] = [await expectProblem(wrong, 401), await expectProblem(unknown, 401)];
  expect({ ...one, instance: '' }).toEqual({ ...other, instance: '' });
});

test('tells the plans that the mesh enforces', async () => {
  const response = await call('/api/plans');
  expect(await response.json()).toEqual({
    items: [
      { name: 'personal', limit: 10, window: 60 },
      { name: 'team', limit: 100, window: 60 },
      { name: 'enterprise', limit: 1000, window: 60 },
    ],
  });
});

test('changes the plan up and down, and each new token is measured by its own plan', async ({ picture }) => {
  let account = await signUp('personal');
  for (const plan of ['team', 'enterprise', 'personal'] as const) {
    account = await changePlan(account, plan);
    const { status, response } = await pull(account.token, picture);
    expect(status).toBe(200);
    expect(rateLimit(response.headers).policy).toBe(plan);
  }
});

test('names each field of a sign-up that is wrong', async () => {
  const json = { name: newName(), password: 'short', plan: 'personal' };
  const problem = await expectProblem(await call('/api/auth/signup', { json }), 400);
  expect(problem.errors?.map(({ field }) => field)).toEqual(['body.password']);
});

test('deletes an account: nobody can use it any more, and its pictures go', async () => {
  const account = await signUp('team');
  const title = `Soon gone ${newName()}`;
  await uploadImage(account, await smallPicture(30, 20), { title });
  await uploadImage(account, await smallPicture(31, 20), { title, visibility: 'private' });
  const leave = (attempt: string) =>
    call('/api/auth/me', { method: 'DELETE', token: account.token, json: { password: attempt } });

  await expectProblem(await leave('not this one'), 403);
  expect(await searchImages(title, account.token)).toHaveLength(2);
  expect((await leave(password)).status).toBe(204);
  await expectProblem(await call('/api/auth/login', { json: { name: account.name, password } }), 401);
  await expectProblem(await call('/api/auth/me', { token: account.token }), 401);
  await expect.poll(() => searchImages(title, account.token), { message: 'its pictures' }).toEqual([]);
  const again = { name: account.name, password, plan: 'personal' };
  await expectProblem(await call('/api/auth/signup', { json: again }), 409);
});
