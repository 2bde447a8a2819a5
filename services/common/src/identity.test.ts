import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import Fastify from 'fastify';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { identity, userOf } from './identity.js';
import { Problem, problems } from './problems.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

const published = new Map([['known', pem]]);

const app = Fastify();
await app.register(problems);
await app.register(identity, {
  keys: async (kid) => {
    if (kid === 'unreachable')
      throw new Problem(503, 'Tokens cannot be verified right now.', { retryAfter: 2 });
    return published.get(kid);
  },
});
app.get('/needs', { onRequest: app.authenticate }, async (request) => userOf(request));
app.get('/forgets', async (request) => userOf(request));
app.get('/serves-anyone', { onRequest: app.identify }, async (request) => ({ user: request.user ?? null }));
await app.ready();
afterAll(() => app.close());

const now = Math.floor(Date.now() / 1000);
const header = { alg: 'RS256', kid: 'known', typ: 'JWT' };
const claims = {
  iss: 'image-hub',
  aud: 'image-hub',
  sub: randomUUID(),
  name: 'Ada',
  plan: 'personal',
  role: 'user',
  iat: now,
  exp: now + 60,
};

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function signed(head: object, body: object, key: KeyObject = privateKey): string {
  const text = `${encode(head)}.${encode(body)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

function hmac(head: object, body: object): string {
  const text = `${encode(head)}.${encode(body)}`;
  return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
}

function get(url: string, authorization?: string) {
  return app.inject({ url, headers: authorization === undefined ? {} : { authorization } });
}

it('gives the user of a good token', async () => {
  const response = await get('/needs', `Bearer ${signed(header, claims)}`);
  expect(response.json()).toEqual({ id: claims.sub, name: 'Ada', plan: 'personal', role: 'user' });
});

it('refuses a token it knows well, once that has expired or its key is gone', async () => {
  const token = signed({ ...header, kid: 'leaving' }, claims);
  published.set('leaving', pem);
  expect((await get('/needs', `Bearer ${token}`)).statusCode).toBe(200);
  published.delete('leaving');
  expect((await get('/needs', `Bearer ${token}`)).statusCode).toBe(401);
  published.set('leaving', pem);
  expect((await get('/needs', `Bearer ${token}`)).statusCode).toBe(200);
  vi.useFakeTimers({ toFake: ['Date'], now: (claims.exp + 1) * 1000 });
  expect((await get('/needs', `Bearer ${token}`)).statusCode).toBe(401);
  vi.useRealTimers();
});

it('says so when keys cannot be had, as that is no fault of the token', async () => {
  const response = await get('/needs', `Bearer ${signed({ ...header, kid: 'unreachable' }, claims)}`);
  expect(response.statusCode).toBe(503);
  expect(response.headers['retry-after']).toBe('2');
});

it('has no user for a route that did not ask for one', async () => {
  expect((await get('/forgets', `Bearer ${signed(header, claims)}`)).statusCode).toBe(401);
});

it('serves anyone without a token where it may', async () => {
  expect((await get('/serves-anyone')).json()).toEqual({ user: null });
});

describe.each(['/needs', '/serves-anyone'])('%s refuses', (url) => {
  const [head, body, signature] = signed(header, claims).split('.');
  it.each([
    ['an expired token', signed(header, { ...claims, exp: now - 1 })],
    ['a token without expiry', signed(header, { ...claims, exp: undefined })],
    ['a token without subject', signed(header, { ...claims, sub: undefined })],
    ['another issuer', signed(header, { ...claims, iss: 'somebody' })],
    ['another audience', signed(header, { ...claims, aud: 'something' })],
    ['an unsigned token', `${encode({ ...header, alg: 'none' })}.${body}.`],
    ['a signature cut off', `${head}.${body}.`],
    ['the public key used as an HMAC secret', hmac({ ...header, alg: 'HS256' }, claims)],
    ['a foreign key under a known kid', signed(header, claims, stranger.privateKey)],
    ['an unknown kid', signed({ ...header, kid: 'unknown' }, claims)],
    ['no kid', signed({ alg: 'RS256' }, claims)],
    ['another algorithm', signed({ ...header, alg: 'ES256' }, claims, elliptic.privateKey)],
    ['a changed payload', `${head}.${encode({ ...claims, plan: 'enterprise' })}.${signature}`],
    ['no token at all', ''],
    ['what is no token', 'x.y.z'],
    ['bytes outside of base64url', '\u00ff\u00fe.{}.\u0001'],
  ])('%s', async (_what, token) => {
    const response = await get(url, `Bearer ${token}`);
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    expect(response.headers['content-type']).toMatch('application/problem+json');
  });

  it('another scheme', async () => {
    expect((await get(url, 'Basic YWRhOmFkYQ==')).statusCode).toBe(401);
  });
});
