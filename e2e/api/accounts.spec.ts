import { newName, password, signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem } from '../support/http.js';

const refreshCookie = (response: Response) => response.headers.getSetCookie()[0] ?? '';
const sent = (response: Response) => refreshCookie(response).split(';')[0] ?? '';

test('signs up, logs in and tells who one is', async () => {
  const { name, id, token } = await signUp('team');
  const me = await call('/api/auth/me', { token });
  expect(await me.json()).toEqual({ id, name, plan: 'team', role: 'user' });

  const login = await call('/api/auth/login', { json: { name, password } });
  expect(login.status).toBe(200);
  expect(await login.json()).toMatchObject({ user: { id, name }, tokenType: 'Bearer', expiresIn: 900 });
  await expectProblem(await call('/api/auth/login', { json: { name, password: 'not this one' } }), 401);
});

test('gives a refresh cookie that scripts and other sites cannot use, and that works once', async () => {
  const response = await call('/api/auth/signup', { json: { name: newName(), password, plan: 'personal' } });
  const cookie = refreshCookie(response);
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Strict/i);
  expect(cookie).toMatch(/Path=\/api\/auth/i);

  const headers = { cookie: sent(response) };
  const refreshed = await call('/api/auth/refresh', { method: 'POST', headers });
  expect(refreshed.status).toBe(200);
  await expectProblem(await call('/api/auth/refresh', { method: 'POST', headers }), 401);
  const newest = { cookie: sent(refreshed) };
  await expectProblem(await call('/api/auth/refresh', { method: 'POST', headers: newest }), 401);
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

test('names each field of a sign-up that is wrong', async () => {
  const json = { name: newName(), password: 'short', plan: 'personal' };
  const problem = await expectProblem(await call('/api/auth/signup', { json }), 400);
  expect(problem.errors?.map(({ field }) => field)).toEqual(['body.password']);
});
