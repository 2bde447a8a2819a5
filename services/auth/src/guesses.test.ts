import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { forgetOldClients } from './known-clients.js';
import { startTestApp, type TestApp } from './testing.js';
import { cookieOf, logIn, personOf, type Sender, send, signUp } from './testing-person.js';

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

const HOME = '192.0.2.1';
const ELSEWHERE = '198.51.100.1';
let attackers = 0;
/** An address that nobody has used before. */
function freshAddress(): string {
  attackers += 1;
  return `203.0.113.${attackers}`;
}

/** Guesses wrong, at once, and gives the statuses, the refused ones last. */
async function guess(name: string, times: number, sender: Sender = {}): Promise<number[]> {
  const answers = await Promise.all(
    Array.from({ length: times }, () => logIn(test, name, sender, 'not this one')),
  );
  return answers.map(({ statusCode }) => statusCode).sort();
}

const times = (count: number, status: number) => Array.from({ length: count }, () => status);

describe('guessing passwords', () => {
  it('is over after ten wrong ones from one address, and the answer says for how long', async () => {
    const { name } = await signUp(test, 'personal', { address: HOME });
    const address = freshAddress();
    expect(await guess(name, 15, { address })).toEqual([...times(10, 401), ...times(5, 429)]);
    const passwords = vi.spyOn(test.app.passwords, 'fits');
    const refused = await logIn(test, name, { address });
    expect(refused.statusCode).toBe(429);
    expect(passwords, 'no work is done for it').not.toHaveBeenCalled();
    expect(refused.json()).toMatchObject({ type: 'urn:imagehub:problem:too-many-guesses', status: 429 });
    expect(refused.json().detail).toMatch(/Try again in \d+ minutes\./);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(14 * 60);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(15 * 60);
  });

  it('is refused in the same way for a name that does not exist', async () => {
    const address = freshAddress();
    expect(await guess('nobody of this name', 12, { address })).toEqual([...times(10, 401), 429, 429]);
  });

  it('can be gone on with after a quarter of an hour, and before that not even after a restart', async () => {
    const { name } = await signUp(test);
    const address = freshAddress();
    await guess(name, 10, { address });
    await test.restart();
    expect((await logIn(test, name, { address })).statusCode).toBe(429);
    await test.app.db.$executeRaw`UPDATE password_guesses SET expire = now() - interval '1 s'`;
    expect((await logIn(test, name, { address })).statusCode).toBe(200);
    await test.restart();
    const expired = await test.app.db.passwordGuesses.count({ where: { expire: { lt: new Date() } } });
    expect(expired).toBe(0);
  });

  it('says seconds where it is soon over', async () => {
    const { name } = await signUp(test);
    const address = freshAddress();
    await guess(name, 10, { address });
    await test.app.db.$executeRaw`UPDATE password_guesses SET expire = now() + interval '30 s'`;
    const refused = await logIn(test, name, { address });
    expect(refused.json().detail).toMatch(/Try again in (29|30) s\./);
  });

  it('begins anew with each right one', async () => {
    const { name } = await signUp(test);
    const address = freshAddress();
    for (const _round of [1, 2]) {
      expect(await guess(name, 9, { address })).toEqual(times(9, 401));
      expect((await logIn(test, name, { address })).statusCode).toBe(200);
    }
  });

  it('counts a whole IPv6 subnet as one address, and IPv4 in its clothes as IPv4', async () => {
    const { name } = await signUp(test);
    expect(await guess(name, 10, { address: '2001:db8:1:2:aaaa::1' })).toEqual(times(10, 401));
    expect(await guess(name, 1, { address: '2001:db8:1:2:bbbb::2' })).toEqual([429]);
    expect(await guess(name, 1, { address: '2001:db8:1:3::1' })).toEqual([401]);
    const address = freshAddress();
    expect(await guess(name, 10, { address })).toEqual(times(10, 401));
    expect(await guess(name, 1, { address: `::ffff:${address}` })).toEqual([429]);
  });

  it('from one address is over after a hundred, whatever the names', async () => {
    const { name } = await signUp(test);
    const address = freshAddress();
    await test.app.db.passwordGuesses.create({
      data: { key: `address:${address}`, points: 99, expire: new Date(Date.now() + 60_000) },
    });
    expect(await guess('somebody', 1, { address })).toEqual([401]);
    expect(await guess('somebody else', 1, { address })).toEqual([429]);
    expect((await logIn(test, name, { address })).statusCode).toBe(429);
  });

  it('is not counted when the password could not be compared', async () => {
    const { name } = await signUp(test);
    const address = freshAddress();
    const passwords = vi.spyOn(test.app.passwords, 'fits').mockRejectedValue(new Error('out of memory'));
    expect(await guess(name, 12, { address })).toContain(500);
    passwords.mockRestore();
    expect(await guess(name, 10, { address })).toEqual(times(10, 401));
  });

  it('by calls past the edge counts as from one address', async () => {
    const { name } = await signUp(test);
    expect(await guess(name, 10)).toEqual(times(10, 401));
    expect(await guess(name, 1, { address: 'no address' })).toEqual([429]);
  });
});

describe('the owner of an account that others guess at', () => {
  it('logs in from another address', async () => {
    const { name } = await signUp(test, 'personal', { address: HOME });
    await guess(name, 20, { address: freshAddress() });
    expect((await logIn(test, name, { address: ELSEWHERE })).statusCode).toBe(200);
  });

  it('logs in from the same address, with a device that was used before', async () => {
    const { name, device } = await signUp(test, 'personal', { address: HOME });
    await guess(name, 20, { address: HOME });
    expect((await logIn(test, name, { address: HOME })).statusCode).toBe(429);
    const response = await logIn(test, name, { address: HOME, cookie: device });
    expect(response.statusCode).toBe(200);
    expect(cookieOf(response, 'ih_device')).toBe(device);
  });

  it('logs in where it was done before while strangers from everywhere guess', async () => {
    const { name, device } = await signUp(test, 'personal', { address: HOME });
    await guess(name, 1, { address: freshAddress() });
    // The count of all strangers together, which a botnet would use up.
    await test.app.db.$executeRaw`UPDATE password_guesses SET points = 100 WHERE key LIKE 'strangers:%'`;
    expect((await logIn(test, name, { address: freshAddress() })).statusCode).toBe(429);
    expect((await logIn(test, name, { address: HOME })).statusCode).toBe(200);
    expect((await logIn(test, name, { address: freshAddress(), cookie: device })).statusCode).toBe(200);
  });

  it('is limited on a device of their own too, by that device alone', async () => {
    const { name, device } = await signUp(test, 'personal', { address: HOME });
    const other = personOf(await logIn(test, name, { address: HOME })).device;
    expect(other).not.toBe(device);
    expect(await guess(name, 11, { address: HOME, cookie: device })).toEqual([...times(10, 401), 429]);
    expect((await logIn(test, name, { address: HOME, cookie: other })).statusCode).toBe(200);
  });

  it('is not mistaken for somebody with a device of another account', async () => {
    const { name } = await signUp(test, 'personal', { address: HOME });
    const stranger = await signUp(test, 'personal', { address: ELSEWHERE });
    const sender = { address: freshAddress(), cookie: stranger.device };
    expect(await guess(name, 11, sender)).toEqual([...times(10, 401), 429]);
  });

  it('has no known devices any more after logging out everywhere', async () => {
    const { name, device, token } = await signUp(test, 'personal', { address: HOME });
    await send(test, 'POST', '/api/auth/logout-everywhere', undefined, { token });
    const response = await logIn(test, name, { address: HOME, cookie: device });
    expect(cookieOf(response, 'ih_device')).not.toBe(device);
  });
});

it('forgets devices and addresses after 90 days, and of one account all but the latest 50', async () => {
  const { id } = await signUp(test, 'personal', { address: HOME });
  const { db } = test.app;
  const day = 24 * 60 * 60 * 1000;
  const seenAt = new Date(Date.now() - day);
  const old = Array.from({ length: 60 }, (_, n) => ({ accountId: id, client: `address:${n}`, seenAt }));
  await db.knownClient.createMany({ data: old });
  await forgetOldClients(db);
  const kept = await db.knownClient.findMany({ where: { accountId: id }, select: { client: true } });
  expect(kept).toHaveLength(50);
  expect(kept).toContainEqual({ client: `address:${HOME}` });
  await forgetOldClients(db, new Date(Date.now() + 91 * day));
  expect(await db.knownClient.count()).toBe(0);
});
