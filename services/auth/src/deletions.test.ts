import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { takeDueDeletion } from './deletions.js';
import { type Stub, startStub, startTestApp, type TestApp } from './testing.js';
import { claimsOf, logIn, logInAsAdmin, type Person, password, send, signUp } from './testing-person.js';

let test: TestApp;
let imageStore: Stub;
const answer = { status: 204 };
/** What image-store was asked, and by whom. */
const asked: string[] = [];

beforeAll(async () => {
  imageStore = await startStub(answer, ({ method, url, headers }) => {
    const { sub } = claimsOf(String(headers.authorization));
    asked.push(`${method} ${url} of ${sub}`);
  });
  test = await startTestApp({ IMAGE_STORE_URL: imageStore.url });
});
afterAll(async () => {
  await test.close();
  await imageStore.close();
});
beforeEach(async () => {
  answer.status = 204;
  await test.app.db.accountDeletion.deleteMany();
});

const leave = (person: Pick<Person, 'token'>, attempt = password) =>
  send(test, 'DELETE', '/api/auth/me', { password: attempt }, person);

const errandsFor = ({ id }: Person) =>
  asked.filter((errand) => errand === `DELETE /api/images of ${id}`).length;
const pending = ({ id }: Person) => test.app.db.accountDeletion.findUnique({ where: { accountId: id } });

/** Resolves when a deletion has succeeded once and waits for the last look. */
async function untilQuiet(person: Person): Promise<void> {
  const minutes = async () => ((await pending(person))?.dueAt.getTime() ?? 0) / 60_000 - Date.now() / 60_000;
  await vi.waitFor(async () => expect(await minutes()).toBeGreaterThan(20), { timeout: 5_000 });
}

/** What an hour does, without the waiting: its last token has expired, and the next try is due. */
async function anHourPasses({ id }: Person): Promise<void> {
  await test.app.db.$executeRaw`
    UPDATE account_deletions SET requested_at = requested_at - interval '1 hour', due_at = now()
    WHERE account_id = ${id}::uuid`;
}

describe('a deleted account', () => {
  it('can do nothing from the first moment, with whatever it had', async () => {
    const person = await signUp(test);
    const response = await leave(person);
    expect(response.statusCode).toBe(204);
    expect(response.cookies.map(({ name, value }) => [name, value])).toEqual([
      ['ih_refresh', ''],
      ['ih_device', ''],
    ]);
    const refused = await Promise.all([
      logIn(test, person.name),
      send(test, 'POST', '/api/auth/refresh', undefined, { cookie: person.refresh }),
      send(test, 'GET', '/api/auth/me', undefined, person),
      send(test, 'PUT', '/api/auth/plan', { plan: 'team' }, person),
      leave(person),
    ]);
    expect(refused.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 401, 401]);
    expect(refused[2]?.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });

  it('has its pictures deleted at once, and once more when its last token has expired; then its name is free', async () => {
    const person = await signUp(test);
    await leave(person);
    await untilQuiet(person);
    expect(errandsFor(person)).toBe(1);
    const taken = await send(test, 'POST', '/api/auth/signup', {
      name: person.name,
      password,
      plan: 'team',
    });
    expect(taken.statusCode).toBe(409);

    await anHourPasses(person);
    test.app.wakeDeletions();
    await vi.waitFor(async () => expect(await pending(person)).toBeNull());
    expect(errandsFor(person)).toBe(2);
    const free = await send(test, 'POST', '/api/auth/signup', { name: person.name, password, plan: 'team' });
    expect(free.statusCode).toBe(201);
    expect(free.json().user.id).not.toBe(person.id);
  });

  it('is deleted after a restart too, if image-store could not be reached before', async () => {
    answer.status = 503;
    const person = await signUp(test);
    await leave(person);
    await vi.waitFor(() => expect(errandsFor(person)).toBe(1));
    await test.restart();
    answer.status = 204;
    await anHourPasses(person);
    test.app.wakeDeletions();
    await vi.waitFor(async () => expect(await pending(person)).toBeNull());
    expect(await test.app.db.account.count({ where: { id: person.id } })).toBe(0);
  });

  it('is tried again by itself', async () => {
    answer.status = 503;
    const person = await signUp(test);
    await leave(person);
    await vi.waitFor(() => expect(errandsFor(person)).toBe(1));
    answer.status = 204;
    await untilQuiet(person);
    expect(errandsFor(person)).toBe(2);
  });

  it('is tried after 1 s, 2 s, 4 s …, at most every five minutes', async () => {
    answer.status = 503;
    const person = await signUp(test);
    const { db } = test.app;
    let now = new Date(Date.now() + 1_000_000);
    await db.accountDeletion.create({ data: { accountId: person.id, dueAt: now } });
    const delays: number[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1) {
      await takeDueDeletion(db, now);
      const next = (await pending(person))?.dueAt ?? now;
      delays.push((next.getTime() - now.getTime()) / 1000);
      now = next;
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('is taken by one of two instances', async () => {
    const person = await signUp(test);
    const { db } = test.app;
    const later = new Date(Date.now() + 1_000_000);
    await db.accountDeletion.create({ data: { accountId: person.id, dueAt: later } });
    const taken = await Promise.all([takeDueDeletion(db, later), takeDueDeletion(db, later)]);
    expect(taken.filter((deletion) => deletion?.account.id === person.id)).toHaveLength(1);
  });
});

describe('deleting an account', () => {
  it('needs its password', async () => {
    const person = await signUp(test);
    const wrong = await leave(person, 'not this one');
    expect(wrong.statusCode).toBe(403);
    expect(wrong.json().type).toBe('urn:imagehub:problem:wrong-password');
    const none = await send(test, 'DELETE', '/api/auth/me', {}, person);
    expect(none.json().errors).toEqual([{ field: 'body.password', message: 'is required' }]);
    expect((await logIn(test, person.name)).statusCode).toBe(200);
  });

  it('is no way to guess the password', async () => {
    const person = await signUp(test);
    const statuses = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await leave(person, 'not this one')).statusCode);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 403), 429]);
  });

  it('is refused to the only administrator, also when two leave at the same moment', async () => {
    const admin = await logInAsAdmin(test);
    const refused = await leave(admin, 'a password for tests');
    expect(refused.statusCode).toBe(409);
    expect(refused.json().type).toBe('urn:imagehub:problem:last-administrator');

    const second = await signUp(test);
    await test.app.db.account.update({ where: { id: second.id }, data: { role: 'admin' } });
    const both = await Promise.all([leave(admin, 'a password for tests'), leave(second)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([204, 409]);
  });

  it('goes on while the database is away for a moment', async () => {
    const warn = vi.spyOn(test.app.log, 'warn');
    const { db } = test.app;
    vi.spyOn(db.accountDeletion, 'findFirst').mockRejectedValueOnce(new Error('away'));
    test.app.wakeDeletions();
    await vi.waitFor(() =>
      expect(warn).toHaveBeenCalledWith(expect.anything(), 'deletions of accounts cannot be looked up'),
    );
  });
});
