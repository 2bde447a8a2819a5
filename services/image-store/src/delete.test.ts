import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { form, picture, post, startTestApp, type TestApp, type TestUser, upload } from './testing.js';

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

function get(path: string, user?: TestUser) {
  return test.app.inject({ url: path, headers: user?.headers ?? {} });
}

function remove(id: string, user?: TestUser, app = test.app) {
  return app.inject({ method: 'DELETE', url: `/api/images/${id}`, headers: user?.headers ?? {} });
}

describe('a private picture', () => {
  it('is nowhere for anybody else, and not for shared caches', async () => {
    const [ada, eve] = [test.user(), test.user()];
    const { id } = await upload(test.app, ada, await picture(9, 9).png().toBuffer(), {
      visibility: 'private',
    });
    const missing = '00000000-0000-7000-8000-000000000000';
    for (const path of ['', '/thumbnail', '/pull', '/pull?w=5', '/original']) {
      const mine = await get(`/api/images/${id}${path}`, ada);
      expect(mine.statusCode).toBe(200);
      expect(mine.headers['cache-control']).toBe('private, no-cache');
      const { instance: _, ...theirs } = (await get(`/api/images/${id}${path}`, eve)).json();
      const { instance: __, ...nothing } = (await get(`/api/images/${missing}${path}`, eve)).json();
      expect(theirs).toEqual(nothing);
      expect(theirs.status).toBe(404);
    }
    expect((await get(`/api/images/${id}`)).statusCode).toBe(404);
    expect((await remove(id, eve)).statusCode).toBe(404);
    const { etag = '' } = (await get(`/api/images/${id}/thumbnail`, ada)).headers;
    const probe = { url: `/api/images/${id}/thumbnail`, headers: { 'if-none-match': etag } };
    expect((await test.app.inject(probe)).statusCode).toBe(404);
  });
});

describe('a thumbnail', () => {
  it('of a public picture is there at once, small, for everybody, but never without asking', async () => {
    const { id } = await upload(test.app, test.user(), await picture(900, 700).jpeg().toBuffer());
    const response = await get(`/api/images/${id}/thumbnail`);
    expect(response.headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, no-cache',
    });
    const again = await test.app.inject({
      url: `/api/images/${id}/thumbnail`,
      headers: { 'if-none-match': response.headers.etag ?? '' },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });
});

describe('deleting', () => {
  it('is for the owner: 401 without a token, 403 for others', async () => {
    const [ada, eve] = [test.user(), test.user()];
    const { id } = await upload(test.app, ada, await picture(9, 9).png().toBuffer());
    expect((await remove(id)).statusCode).toBe(401);
    expect((await remove(id, eve)).statusCode).toBe(403);
    expect((await remove(id, ada)).statusCode).toBe(204);
    for (const path of ['', '/thumbnail', '/pull', '/pull?w=5', '/original']) {
      expect((await get(`/api/images/${id}${path}`, ada)).statusCode).toBe(404);
    }
    expect((await remove(id, ada)).statusCode).toBe(404);
  });

  it('leaves no byte, but for those that another picture shares', async () => {
    const ada = test.user();
    const before = await test.files();
    const bytes = await picture(90, 90).png().toBuffer();
    const [one, two] = [await upload(test.app, ada, bytes), await upload(test.app, ada, bytes)];
    await get(`/api/images/${one.id}/pull?w=50`, ada);
    await vi.waitFor(async () => expect(await test.files()).toHaveLength(before.length + 3));
    await remove(one.id, ada);
    expect((await get(`/api/images/${two.id}/pull`, ada)).rawPayload.equals(bytes)).toBe(true);
    await remove(two.id, ada);
    expect(await test.files()).toEqual(before);
  });

  it('leaves no rendition that was being made meanwhile', async () => {
    const ada = test.user();
    const before = await test.files();
    const { id } = await upload(test.app, ada, await picture(900, 900).jpeg().toBuffer());
    const pulls = [300, 301, 302].map((w) => get(`/api/images/${id}/pull?w=${w}&format=webp`, ada));
    await remove(id, ada);
    for (const { statusCode } of await Promise.all(pulls)) expect([200, 404]).toContain(statusCode);
    await vi.waitFor(async () => expect(await test.files()).toEqual(before));
  });

  it('never takes the bytes of the same picture that another instance stores at that moment', async () => {
    const another = await test.another();
    const ada = test.user();
    const before = await test.files();
    const bytes = await picture(20, 20).png().toBuffer();
    const cycle = async (app: typeof another) => {
      for (let n = 0; n < 8; n += 1) {
        const response = await post(app, ada, form(bytes));
        expect(response.statusCode).toBe(201);
        const { id } = response.json();
        const pull = await get(`/api/images/${id}/pull`, ada);
        expect([pull.statusCode, pull.rawPayload.equals(bytes)]).toEqual([200, true]);
        expect((await remove(id, ada, app)).statusCode).toBe(204);
      }
    };
    await Promise.all([cycle(test.app), cycle(another), cycle(another)]);
    await vi.waitFor(async () => expect(await test.files()).toEqual(before));
  });
});

describe('deleting all', () => {
  function removeAll(user?: TestUser) {
    return test.app.inject({ method: 'DELETE', url: '/api/images', headers: user?.headers ?? {} });
  }

  it('leaves nothing of a user: no picture, byte or like; and everything of others', async () => {
    const [ada, eve] = [test.user(), test.user()];
    const shared = await picture(40, 40).png().toBuffer();
    const hers = await upload(test.app, eve, shared);
    const before = await test.files();
    for (let n = 0; n < 3; n += 1)
      await upload(
        test.app,
        ada,
        await picture(20 + n, 20)
          .png()
          .toBuffer(),
      );
    await upload(test.app, ada, shared, { visibility: 'private' });
    await test.app.inject({ method: 'PUT', url: `/api/images/${hers.id}/like`, headers: ada.headers });

    expect((await removeAll()).statusCode).toBe(401);
    expect((await removeAll(ada)).statusCode).toBe(204);
    expect(await test.files()).toEqual(before);
    expect(await test.app.db.image.count({ where: { ownerId: ada.id } })).toBe(0);
    expect(await test.app.db.like.count({ where: { userId: ada.id } })).toBe(0);
    expect((await get(`/api/images/${hers.id}`)).json()).toEqual(hers);
    expect((await removeAll(ada)).statusCode).toBe(204);
  });

  it('goes through more pictures than are removed at a time', async () => {
    const ada = test.user();
    const bytes = await picture(9, 9).png().toBuffer();
    const { id } = await upload(test.app, ada, bytes);
    const {
      id: _,
      search: __,
      ...row
    } = (await test.app.db.image.findUniqueOrThrow({ where: { id } })) as Record<string, unknown>;
    await test.app.db.image.createMany({ data: Array.from({ length: 120 }, () => row as never) });
    const before = await test.files();
    expect((await removeAll(ada)).statusCode).toBe(204);
    expect(await test.app.db.image.count({ where: { ownerId: ada.id } })).toBe(0);
    expect((await test.files()).length).toBe(before.length - 2);
  });
});
