import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './testing.js';
import { claimsOf, logIn, password, send, signUp } from './testing-person.js';

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

const post = (url: string, payload: object) => send(test, 'POST', url, payload);

describe('sign-up', () => {
  it('answers a user, a token that the published keys verify, and a cookie scripts cannot read', async () => {
    const response = await post('/api/auth/signup', { name: 'Ada L', password, plan: 'team' });
    const { user, token, tokenType, expiresIn } = response.json();
    expect(response.statusCode).toBe(201);
    expect(user).toEqual({ id: expect.any(String), name: 'Ada L', plan: 'team', role: 'user' });
    expect({ tokenType, expiresIn }).toEqual({ tokenType: 'Bearer', expiresIn: 900 });
    for (const cookie of response.cookies) {
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/api/auth' });
    }
    expect(response.headers['x-imagehub-served-by']).toBe('auth/v1/standard');

    const jwks = (await test.app.inject('/api/auth/.well-known/jwks.json')).json();
    const [head, body, signature] = token.split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    const key = jwks.keys.find(({ kid }: { kid: string }) => kid === header.kid);
    const signed = Buffer.from(`${head}.${body}`);
    const publicKey = createPublicKey({ key, format: 'jwk' });
    expect(verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(key).not.toHaveProperty('d');
    const claims = claimsOf(token);
    expect(claims.exp - claims.iat).toBe(900);
    expect(claims).toMatchObject({
      iss: 'image-hub',
      aud: 'image-hub',
      sub: user.id,
      name: 'Ada L',
      plan: 'team',
      role: 'user',
    });
  });

  it('marks its cookies as secure for a browser that came by HTTPS', async () => {
    const response = await test.app.inject({
      method: 'POST',
      url: '/api/auth/signup',
      headers: { 'x-forwarded-proto': 'https' },
      payload: { name: 'by https', password, plan: 'team' },
    });
    expect(response.cookies.map(({ secure }) => secure)).toEqual([true, true]);
  });

  it('refuses a name that only looks different', async () => {
    const { name } = await signUp(test);
    const response = await post('/api/auth/signup', { name: name.toUpperCase(), password, plan: 'team' });
    expect(response.statusCode).toBe(409);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    expect(response.json()).toMatchObject({ type: 'urn:imagehub:problem:name-taken', status: 409 });
  });

  it.each([
    [{ name: 'eve', password, plan: 'gold' }, 'body.plan'],
    [{ name: 'eve', password: 'short', plan: 'team' }, 'body.password'],
    [{ name: ' e', password, plan: 'team' }, 'body.name'],
    [{ name: 'eve', password: 12345678, plan: 'team' }, 'body.password'],
    [{ name: 'eve', password, plan: 'team', role: 'admin' }, 'body.role'],
    [{ name: 'eve', plan: 'team' }, 'body.password'],
  ])('names the field at fault in %j', async (payload, field) => {
    const response = await post('/api/auth/signup', payload);
    expect(response.statusCode).toBe(400);
    expect(response.json().errors[0].field).toBe(field);
  });

  it('names the plans there are', async () => {
    const response = await post('/api/auth/signup', { name: 'eve', password, plan: 'gold' });
    expect(response.json().detail).toBe(
      'body.plan must be equal to one of the allowed values: personal, team, enterprise',
    );
  });

  it('answers a problem for a body that is no JSON', async () => {
    const response = await test.app.inject({
      method: 'POST',
      url: '/api/auth/signup',
      headers: { 'content-type': 'application/json' },
      payload: '{',
    });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toMatch('application/problem+json');
  });
});

describe('log-in', () => {
  it('gives the same answer for an unknown name and a wrong password, after the same work', async () => {
    const { name } = await signUp(test);
    const before = await argon2Runs();
    const wrong = await logIn(test, name, {}, 'not this one');
    expect(await argon2Runs()).toBe(before + 1);
    const unknown = await logIn(test, 'nobody at all');
    expect(await argon2Runs()).toBe(before + 2);

    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
    const { instance: _one, ...wrongBody } = wrong.json();
    const { instance: _other, ...unknownBody } = unknown.json();
    expect(unknownBody).toEqual(wrongBody);
  });

  it('lets in by the right one, in any spelling of the name', async () => {
    const { name, id } = await signUp(test, 'enterprise');
    const response = await logIn(test, name.toUpperCase());
    expect(response.statusCode).toBe(200);
    expect(response.json().user).toEqual({ id, name, plan: 'enterprise', role: 'user' });
  });

  it('refuses a name that no database takes', async () => {
    const response = await logIn(test, 'a\u0000b');
    expect(response.statusCode).toBe(400);
    expect(response.json().errors[0].field).toBe('body.name');
  });

  it('knows the administrator given by the environment, also after a restart', async () => {
    await test.restart();
    const response = await logIn(test, 'admin', {}, 'a password for tests');
    expect(response.json().user).toMatchObject({ name: 'admin', role: 'admin' });
    expect(claimsOf(response.json().token).role).toBe('admin');
  });
});

describe('the account', () => {
  it('is told to whoever has its token, and to nobody else', async () => {
    const { token, id, name } = await signUp(test);
    const me = (sent?: string) => send(test, 'GET', '/api/auth/me', undefined, { token: sent });
    expect((await me(token)).json()).toEqual({ id, name, plan: 'personal', role: 'user' });
    const nobody = await me();
    expect(nobody.statusCode).toBe(401);
    expect(nobody.headers['www-authenticate']).toBe('Bearer');
    expect((await me(`${token.slice(0, -4)}AAAA`)).statusCode).toBe(401);
  });

  it.each([
    ['personal', 'team'],
    ['enterprise', 'personal'],
  ])('changes from %s to %s and gets a token that says so, as refreshes do', async (from, to) => {
    const { token, refresh } = await signUp(test, from);
    const response = await send(test, 'PUT', '/api/auth/plan', { plan: to }, { token });
    expect(response.json().user.plan).toBe(to);
    expect(claimsOf(response.json().token).plan).toBe(to);
    const refreshed = await send(test, 'POST', '/api/auth/refresh', undefined, { cookie: refresh });
    expect(claimsOf(refreshed.json().token).plan).toBe(to);
  });
});

/** How often Argon2 ran, as the service's metrics tell it. */
async function argon2Runs(): Promise<number> {
  const { body } = await test.app.inject('/metrics');
  const runs = [...body.matchAll(/^auth_argon2_runs_total\{.*\} (\d+)$/gm)];
  return runs.reduce((sum, [, count]) => sum + Number(count), 0);
}
