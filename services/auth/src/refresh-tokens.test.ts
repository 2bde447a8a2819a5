import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './testing.js';
import { cookieOf, logIn, personOf, send, signUp } from './testing-person.js';

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

const refresh = (cookie?: string) => send(test, 'POST', '/api/auth/refresh', undefined, { cookie });
const logOut = (cookie?: string) => send(test, 'POST', '/api/auth/logout', undefined, { cookie });

describe('refresh', () => {
  it('gives a new token and a new cookie', async () => {
    const person = await signUp(test);
    const response = await refresh(person.refresh);
    expect(response.statusCode).toBe(200);
    expect(response.json().user).toMatchObject({ id: person.id, name: person.name });
    expect(cookieOf(response, 'ih_refresh')).not.toBe(person.refresh);
  });

  it('ends the whole log-in when a used cookie comes again', async () => {
    const { refresh: stolen } = await signUp(test);
    const next = cookieOf(await refresh(stolen), 'ih_refresh');
    const reused = await refresh(stolen);
    expect(reused.statusCode).toBe(401);
    expect(reused.json().type).toBe('urn:imagehub:problem:logged-out');
    expect((await refresh(next)).statusCode).toBe(401);
  });

  it('ends no other log-in of the same account with it', async () => {
    const { name, refresh: stolen } = await signUp(test);
    const elsewhere = personOf(await logIn(test, name));
    await refresh(stolen);
    await refresh(stolen);
    expect((await refresh(elsewhere.refresh)).statusCode).toBe(200);
  });

  it('lets exactly one of many simultaneous uses through', async () => {
    const { refresh: cookie } = await signUp(test);
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(cookie)));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  });

  it('answers nothing to who has no cookie, and 401 to a made-up one, which it takes away', async () => {
    const nobody = await refresh();
    expect(nobody.statusCode).toBe(204);
    expect(nobody.cookies).toEqual([]);
    const madeUp = await refresh('ih_refresh=made-up');
    expect(madeUp.statusCode).toBe(401);
    expect(madeUp.cookies).toMatchObject([{ name: 'ih_refresh', value: '' }]);
  });

  it('is over when the log-in is 30 days old, and the log-in is forgotten', async () => {
    const { refresh: cookie } = await signUp(test);
    await test.app.db.$executeRaw`UPDATE refresh_families SET expires_at = now() - interval '1 s'`;
    expect((await refresh(cookie)).statusCode).toBe(401);
    await test.restart();
    expect(await test.app.db.refreshToken.count()).toBe(0);
  });
});

describe('log-out', () => {
  it('ends this log-in', async () => {
    const { refresh: cookie } = await signUp(test);
    expect((await logOut(cookie)).statusCode).toBe(204);
    expect((await refresh(cookie)).statusCode).toBe(401);
  });

  it('does nothing without a log-in', async () => {
    expect((await logOut()).statusCode).toBe(204);
    expect((await logOut('ih_refresh=made-up')).statusCode).toBe(204);
  });

  it('everywhere ends all log-ins of the account, and no others', async () => {
    const person = await signUp(test);
    const elsewhere = personOf(await logIn(test, person.name));
    const other = await signUp(test);
    const everywhere = await send(test, 'POST', '/api/auth/logout-everywhere', undefined, person);
    expect(everywhere.statusCode).toBe(204);
    expect((await refresh(person.refresh)).statusCode).toBe(401);
    expect((await refresh(elsewhere.refresh)).statusCode).toBe(401);
    expect((await refresh(other.refresh)).statusCode).toBe(200);
    expect((await logIn(test, person.name)).statusCode).toBe(200);
  });

  it('everywhere needs a token', async () => {
    expect((await send(test, 'POST', '/api/auth/logout-everywhere')).statusCode).toBe(401);
  });
});
