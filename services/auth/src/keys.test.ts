import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stub, startStub, startTestApp, type TestApp } from './testing.js';
import { cookieOf, kidOf, logInAsAdmin, type Person, send, signUp } from './testing-person.js';

interface Key {
  kid: string;
  state: string;
  retiresAt: string | null;
}

let test: TestApp;
let consul: Stub;
let admin: Person;
const answer: { status: number; body: unknown } = { status: 200, body: {} };

beforeAll(async () => {
  consul = await startStub(answer);
  test = await startTestApp({ CONSUL_HTTP_ADDR: consul.url });
  admin = await logInAsAdmin(test);
});
afterAll(async () => {
  await test.close();
  await consul.close();
});
afterEach(() => {
  vi.useRealTimers();
});

const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path = '', payload?: object) =>
  send(test, method, `/api/auth/keys${path}`, payload, admin);
const keys = async () => (await ask('GET')).json<{ items: Key[] }>().items;
const sign = (kid: string) => ask('PUT', '/signing', { kid });
const me = (token: string) => send(test, 'GET', '/api/auth/me', undefined, { token });

/** What `npm run keys:rotate` does in the mesh: sidecars get to know all that is published. */
async function applyToMesh(): Promise<void> {
  const { body } = await test.app.inject('/api/auth/.well-known/jwks.json');
  answer.status = 200;
  answer.body = { JSONWebKeySet: { Local: { JWKS: Buffer.from(body).toString('base64') } } };
}

/** Lets the time that keys are published ahead go by. */
function passTime(ms = 5_000): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

describe('the keys', () => {
  it('are told and changed by administrators alone', async () => {
    const person = await signUp(test);
    for (const [method, path, payload] of [
      ['GET', '', undefined],
      ['POST', '', undefined],
      ['PUT', '/signing', { kid: 'x' }],
      ['DELETE', '/x', undefined],
    ] as const) {
      const url = `/api/auth/keys${path}`;
      expect((await send(test, method, url, payload, person)).statusCode).toBe(403);
      expect((await send(test, method, url, payload)).statusCode).toBe(401);
    }
    expect(await keys()).toEqual([{ kid: kidOf(person.token), state: 'signing', retiresAt: null }]);
  });

  it('are rotated without logging anybody out', async () => {
    const person = await signUp(test);
    const published = await ask('POST');
    expect(published.statusCode).toBe(201);
    const { kid } = published.json<Key>();
    expect((await ask('POST')).statusCode).toBe(200);

    const tooNew = await sign(kid);
    expect(tooNew.json()).toMatchObject({ status: 409, type: 'urn:imagehub:problem:key-too-new' });
    expect(Number(tooNew.headers['retry-after'])).toBeLessThanOrEqual(5);
    passTime();

    expect((await sign(kid)).json().type).toBe('urn:imagehub:problem:consul-unavailable');
    answer.body = { JSONWebKeySet: { Local: { JWKS: Buffer.from('{"keys":[]}').toString('base64') } } };
    expect((await sign(kid)).json().type).toBe('urn:imagehub:problem:key-not-in-mesh');
    answer.status = 500;
    expect((await sign(kid)).statusCode).toBe(503);
    expect(kidOf((await signUp(test)).token)).toBe(kidOf(person.token));

    await applyToMesh();
    const signing = await sign(kid);
    expect(signing.json()).toEqual({ kid, state: 'signing', retiresAt: null });
    expect((await sign(kid)).statusCode).toBe(200);

    expect((await me(person.token)).statusCode).toBe(200);
    const refreshed = await send(test, 'POST', '/api/auth/refresh', undefined, { cookie: person.refresh });
    expect(refreshed.statusCode).toBe(200);
    expect(cookieOf(refreshed, 'ih_refresh')).not.toBe(person.refresh);
    expect(kidOf(refreshed.json().token)).toBe(kid);

    const old = kidOf(person.token);
    expect((await sign(old)).json().type).toBe('urn:imagehub:problem:key-retiring');
    const retiring = (await keys()).find((key) => key.kid === old);
    expect(retiring?.state).toBe('retiring');
    const minutes = (Date.parse(String(retiring?.retiresAt)) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(16);
    expect(minutes).toBeLessThan(18);
  });

  it('can be withdrawn before they sign, and not after', async () => {
    const { kid } = (await ask('POST')).json<Key>();
    expect((await ask('DELETE', `/${kid}`)).statusCode).toBe(204);
    expect((await ask('DELETE', `/${kid}`)).statusCode).toBe(404);
    expect((await sign(kid)).statusCode).toBe(404);
    const [signing] = (await keys()).filter(({ state }) => state === 'signing');
    const refused = await ask('DELETE', `/${signing?.kid}`);
    expect(refused.json()).toMatchObject({ status: 409, type: 'urn:imagehub:problem:key-in-use' });
  });

  it('are retired by housekeeping when their last token has expired', async () => {
    const { token } = await signUp(test);
    const { kid } = (await ask('POST')).json<Key>();
    await applyToMesh();
    passTime();
    await sign(kid);
    await test.restart();
    expect((await me(token)).statusCode).toBe(200);

    passTime(18 * 60_000);
    await test.restart();
    vi.useRealTimers();
    admin = await logInAsAdmin(test);
    expect(await keys()).toEqual([{ kid, state: 'signing', retiresAt: null }]);
    expect((await me(token)).statusCode).toBe(401);
  });
});
