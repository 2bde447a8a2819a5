import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startConsulStub, startTestApp, type TestApp } from './testing.js';

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

const password = 'correct horse battery';
let people = 0;

function post(url: string, payload?: object, cookie?: string) {
  return test.app.inject({ method: 'POST', url, payload, headers: cookie ? { cookie } : {} });
}

async function signUp(plan = 'personal') {
  people += 1;
  const name = `person ${people}`;
  const response = await post('/api/auth/signup', { name, password, plan });
  expect(response.statusCode).toBe(201);
  return { name, ...response.json<{ token: string; user: { id: string } }>(), cookie: cookieOf(response) };
}

function cookieOf(response: { cookies: { name: string; value: string }[] }): string {
  const [cookie] = response.cookies;
  return `${cookie?.name}=${cookie?.value}`;
}

function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}

describe('sign-up', () => {
  it('answers a user, a token that the published keys verify, and a cookie scripts cannot read', async () => {
    const response = await post('/api/auth/signup', { name: 'Ada L', password, plan: 'team' });
    const { user, token, tokenType, expiresIn } = response.json();
    expect(response.statusCode).toBe(201);
    expect(user).toEqual({ id: expect.any(String), name: 'Ada L', plan: 'team', role: 'user' });
    expect({ tokenType, expiresIn }).toEqual({ tokenType: 'Bearer', expiresIn: 900 });
    expect(response.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/api/auth' });
    expect(response.headers['x-imagehub-served-by']).toBe('auth/v1/standard');

    const jwks = (await test.app.inject('/api/auth/.well-known/jwks.json')).json();
    const [head, body, signature] = token.split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    const key = jwks.keys.find(({ kid }: { kid: string }) => kid === header.kid);
    const signed = Buffer.from(`${head}.${body}`);
    const publicKey = createPublicKey({ key, format: 'jwk' });
    expect(verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(key).not.toHaveProperty('d');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
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

  it('refuses a name that only looks different', async () => {
    const { name } = await signUp();
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
  it('gives the same answer for an unknown name and a wrong password', async () => {
    const { name } = await signUp();
    const wrong = await post('/api/auth/login', { name, password: 'not this one' });
    const unknown = await post('/api/auth/login', { name: 'nobody at all', password });
    expect(wrong.statusCode).toBe(401);
    const { instance: _one, ...wrongBody } = wrong.json();
    const { instance: _other, ...unknownBody } = unknown.json();
    expect(unknownBody).toEqual(wrongBody);
  });

  it('lets in by the right one', async () => {
    const { name, user } = await signUp('enterprise');
    const response = await post('/api/auth/login', { name, password });
    expect(response.statusCode).toBe(200);
    expect(response.json().user).toEqual(user);
  });

  it('refuses a name that no database takes', async () => {
    const response = await post('/api/auth/login', { name: 'a\u0000b', password });
    expect(response.statusCode).toBe(400);
    expect(response.json().errors[0].field).toBe('body.name');
  });

  it('knows the administrator given by the environment, and only that one', async () => {
    const response = await post('/api/auth/login', { name: 'admin', password: 'a password for tests' });
    expect(response.json().user).toMatchObject({ name: 'admin', role: 'admin' });
  });
});

describe('refresh', () => {
  it('gives a new token and a new cookie', async () => {
    const { cookie, user } = await signUp();
    const response = await post('/api/auth/refresh', undefined, cookie);
    expect(response.statusCode).toBe(200);
    expect(response.json().user).toEqual(user);
    expect(cookieOf(response)).not.toBe(cookie);
  });

  it('ends the whole log-in when a used cookie comes again', async () => {
    const { cookie } = await signUp();
    const next = cookieOf(await post('/api/auth/refresh', undefined, cookie));
    expect((await post('/api/auth/refresh', undefined, cookie)).statusCode).toBe(401);
    expect((await post('/api/auth/refresh', undefined, next)).statusCode).toBe(401);
  });

  it('lets exactly one of many simultaneous uses through', async () => {
    const { cookie } = await signUp();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post('/api/auth/refresh', undefined, cookie)),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  });

  it('is over after log-out', async () => {
    const { cookie } = await signUp();
    expect((await post('/api/auth/logout', undefined, cookie)).statusCode).toBe(204);
    expect((await post('/api/auth/refresh', undefined, cookie)).statusCode).toBe(401);
  });

  it('refuses without a cookie and with a made-up one', async () => {
    expect((await post('/api/auth/refresh')).statusCode).toBe(401);
    expect((await post('/api/auth/refresh', undefined, 'ih_refresh=made-up')).statusCode).toBe(401);
  });
});

describe('the account', () => {
  it('is told to whoever has its token, and to nobody else', async () => {
    const { token, user } = await signUp();
    const mine = await test.app.inject({ url: '/api/auth/me', headers: bearer(token) });
    expect(mine.json()).toEqual(user);
    const nobody = await test.app.inject({ url: '/api/auth/me' });
    expect(nobody.statusCode).toBe(401);
    expect(nobody.headers['www-authenticate']).toBe('Bearer');
    const tampered = await test.app.inject({
      url: '/api/auth/me',
      headers: bearer(`${token.slice(0, -4)}AAAA`),
    });
    expect(tampered.statusCode).toBe(401);
  });

  it('changes its plan and gets a token that carries the new one', async () => {
    const { token, cookie } = await signUp();
    const response = await test.app.inject({
      method: 'PUT',
      url: '/api/auth/plan',
      headers: bearer(token),
      payload: { plan: 'team' },
    });
    expect(response.json().user.plan).toBe('team');
    const claims = JSON.parse(Buffer.from(response.json().token.split('.')[1], 'base64url').toString());
    expect(claims.plan).toBe('team');
    expect((await post('/api/auth/refresh', undefined, cookie)).json().user.plan).toBe('team');
  });
});

describe('plans', () => {
  it('are those of the data plane, also while Consul holds an edit they refused, or is away', async () => {
    const Configuration = JSON.stringify({
      plans: { team: { limit: 100, window: 60 }, personal: { limit: 10, window: 60 } },
    });
    const entry = (Configuration: string) => ({
      EnvoyExtensions: [{ Arguments: { PluginConfig: { Configuration } } }],
    });
    const answer = {
      status: 200,
      body: entry(Configuration),
    };
    const consul = await startConsulStub(answer);
    const other = await startTestApp(consul.url);
    const expected = {
      items: [
        { name: 'personal', limit: 10, window: 60 },
        { name: 'team', limit: 100, window: 60 },
      ],
    };
    expect((await other.app.inject('/api/plans')).json()).toEqual(expected);
    answer.body = entry('{"plans":{"team":{"limit":-5,"window":60}}}');
    expect((await other.app.inject('/api/plans')).json()).toEqual(expected);
    answer.status = 500;
    expect((await other.app.inject('/api/plans')).json()).toEqual(expected);
    await other.close();
    await consul.close();
  });

  it('are unknown, with a time to try again, before Consul was ever reached', async () => {
    const response = await test.app.inject('/api/plans');
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('2');
  });
});

it('is ready while its database answers, and says which dependency does not', async () => {
  const ready = await test.app.inject('/readyz');
  expect(ready.statusCode).toBe(200);
  expect(ready.json()).toMatchObject({ database: 'ok' });
});

it('describes itself in OpenAPI 3.1', async () => {
  const document = (await test.app.inject('/api/auth/openapi.json')).json();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toContain('/api/auth/signup');
});
