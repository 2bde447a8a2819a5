import { readFile } from 'node:fs/promises';
import { newName, password } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call } from '../support/http.js';
import { inHome } from '../support/hub.js';

const log = () => readFile(inHome('logs/auth.log'), 'utf8');

/** The events of one account, in the order in which they happened. */
async function eventsOf(account: string): Promise<string[]> {
  const lines = (await log())
    .split('\n')
    .filter((line) => line.includes('"audit":') && line.includes(account));
  return lines.map((line) => (JSON.parse(line) as { audit: string }).audit);
}

test('the log of auth tells what happened to an account, and no secret', async () => {
  const name = newName();
  const wrong = `wrong ${newName()}`;
  const secrets: string[] = [password, wrong, name];
  const post = async (path: string, options: Parameters<typeof call>[1]) => {
    const response = await call(`/api/auth${path}`, { method: 'POST', ...options });
    const cookies = response.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '');
    secrets.push(...cookies.map((cookie) => cookie.split('=')[1] ?? '').filter(Boolean));
    return { response, cookie: cookies.find((cookie) => cookie.startsWith('ih_refresh=')) ?? '' };
  };

  const signUp = await post('/signup', { json: { name, password, plan: 'personal' } });
  expect(signUp.response.status).toBe(201);
  const { user, token } = (await signUp.response.json()) as { user: { id: string }; token: string };
  secrets.push(token);
  await post('/login', { json: { name, password: wrong } });
  await post('/login', { json: { name, password } });
  await call('/api/auth/plan', { method: 'PUT', token, json: { plan: 'team' } });
  await post('/refresh', { headers: { cookie: signUp.cookie } });
  await post('/refresh', { headers: { cookie: signUp.cookie } });
  await post('/logout-everywhere', { token });
  await call('/api/auth/me', { method: 'DELETE', token, json: { password } });

  await expect
    .poll(() => eventsOf(user.id))
    .toEqual([
      'account.created',
      'password.wrong',
      'login.succeeded',
      'plan.changed',
      'refresh.reused',
      'logout.everywhere',
      'account.deletion-requested',
      'account.pictures-deleted',
    ]);
  const text = await log();
  for (const secret of secrets) expect(text.includes(secret), `"${secret}" in the log`).toBe(false);
});
