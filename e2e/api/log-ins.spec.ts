import { newName, password, signUp } from '../support/accounts.js';
import { postFrom, someAddress } from '../support/addresses.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem, parseProblem } from '../support/http.js';
import { localHome } from '../support/hub.js';

/** One cookie of an answer, with its attributes. */
function cookieOf(response: Response, name: string): string {
  return response.headers.getSetCookie().find((line) => line.startsWith(`${name}=`)) ?? '';
}

/** The same as a browser sends it back. */
const sent = (cookie: string) => cookie.split(';', 1)[0] ?? '';

const refresh = (cookie?: string) =>
  call('/api/auth/refresh', { method: 'POST', headers: cookie ? { cookie } : {} });

async function logIn(name: string): Promise<string> {
  const response = await call('/api/auth/login', { json: { name, password } });
  expect(response.status).toBe(200);
  return sent(cookieOf(response, 'ih_refresh'));
}

test('gives a refresh cookie that scripts and other sites cannot use, and that works once', async () => {
  const response = await call('/api/auth/signup', { json: { name: newName(), password, plan: 'personal' } });
  const cookie = cookieOf(response, 'ih_refresh');
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Strict/i);
  expect(cookie).toMatch(/Path=\/api\/auth/i);

  const refreshed = await refresh(sent(cookie));
  expect(refreshed.status).toBe(200);
  await expectProblem(await refresh(sent(cookie)), 401);
  await expectProblem(await refresh(sent(cookieOf(refreshed, 'ih_refresh'))), 401);
});

test('answers a visitor without a cookie that there is nothing to refresh', async () => {
  const response = await refresh();
  expect(response.status).toBe(204);
  expect(cookieOf(response, 'ih_refresh')).toBe('');
});

test('logs out here, or everywhere', async () => {
  const { name, token } = await signUp();
  const [here, there, elsewhere] = [await logIn(name), await logIn(name), await logIn(name)];
  const logOut = await call('/api/auth/logout', { method: 'POST', headers: { cookie: here } });
  expect(logOut.status).toBe(204);
  await expectProblem(await refresh(here), 401);
  const refreshed = await refresh(there);
  expect(refreshed.status).toBe(200);

  const everywhere = await call('/api/auth/logout-everywhere', { method: 'POST', token });
  expect(everywhere.status).toBe(204);
  await expectProblem(await refresh(elsewhere), 401);
  await expectProblem(await refresh(sent(cookieOf(refreshed, 'ih_refresh'))), 401);
  expect(await logIn(name)).not.toBe('');
});

test.describe('guessing a password', () => {
  test.skip(!localHome, 'sends from several addresses of loopback');

  const attempt = (
    address: string,
    name: string,
    { guess = 'not this one', headers }: { guess?: string; headers?: Record<string, string> } = {},
  ) => postFrom(address, '/api/auth/login', { name, password: guess }, headers);

  test('is over after ten wrong ones, while the owner logs in from elsewhere', async () => {
    const { name } = await signUp();
    const [attacker, owner] = [someAddress(), someAddress()];
    for (let n = 0; n < 10; n += 1) expect((await attempt(attacker, name)).status).toBe(401);

    const refused = await attempt(attacker, name, { guess: password });
    parseProblem(429, String(refused.headers['content-type']), refused.body);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(60);
    expect((await attempt(owner, name, { guess: password })).status).toBe(200);
  });

  test('from the same address does not keep out a browser that has logged in before', async () => {
    const { name } = await signUp();
    const address = someAddress();
    const before = await attempt(address, name, { guess: password });
    const cookie = String(before.headers['set-cookie']?.find((line) => line.startsWith('ih_device=')));
    for (let n = 0; n < 11; n += 1) await attempt(address, name);
    expect((await attempt(address, name, { guess: password })).status).toBe(429);
    const known = await attempt(address, name, { guess: password, headers: { cookie: sent(cookie) } });
    expect(known.status).toBe(200);
  });

  test('is not gone on with by a header that names another address', async () => {
    const { name } = await signUp();
    const address = someAddress();
    const statuses = [];
    for (let n = 0; n < 11; n += 1) {
      const other = someAddress();
      const headers = {
        'x-imagehub-client-address': other,
        'x-forwarded-for': other,
        forwarded: `for=${other}`,
      };
      statuses.push((await attempt(address, name, { headers })).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});
