import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ImageItem } from './item.js';
import { picture, startTestApp, type TestApp, type TestUser, upload } from './testing.js';

let test: TestApp;
let ada: TestUser;
let eve: TestUser;
let bytes: Buffer;
beforeAll(async () => {
  test = await startTestApp();
  [ada, eve] = [test.user('Ada'), test.user('Eve')];
  bytes = await picture(4, 4).png().toBuffer();
});
afterAll(() => test.close());

function patch(id: string, payload: object, { headers }: TestUser = ada) {
  return test.app.inject({ method: 'PATCH', url: `/api/images/${id}`, headers, payload });
}

function setLike(method: 'PUT' | 'DELETE', id: string, { headers }: TestUser) {
  return test.app.inject({ method, url: `/api/images/${id}/like`, headers });
}

async function item(id: string, user?: TestUser): Promise<ImageItem> {
  const response = await test.app.inject({ url: `/api/images/${id}`, headers: user?.headers ?? {} });
  return response.json();
}

async function found(q: string): Promise<string[]> {
  const response = await test.app.inject(`/api/images?q=${q}`);
  return response.json().items.map(({ id }: ImageItem) => id);
}

describe('changing a picture', () => {
  it('changes what is given, keeps the rest, and is found by the new words only', async () => {
    const { id, ...before } = await upload(test.app, ada, bytes, {
      title: 'Rain',
      tags: 'wet',
      alt: 'Puddles',
    });
    const changed = await patch(id, { title: ' Snow ', tags: ['Cold', 'cold', 'white'] });
    expect(changed.statusCode).toBe(200);
    expect(changed.json()).toEqual({ id, ...before, title: 'Snow', tags: ['cold', 'white'] });
    expect(await item(id)).toEqual(changed.json());
    expect([await found('rain'), await found('wet')]).toEqual([[], []]);
    for (const q of ['snow', 'cold', 'puddles']) expect(await found(q)).toEqual([id]);
    await patch(id, { alt: '' });
    expect(await found('puddles')).toEqual([]);
  });

  it('loses nothing when two change different fields at once', async () => {
    const { id } = await upload(test.app, ada, bytes);
    await Promise.all([
      patch(id, { title: 'Harbour' }),
      patch(id, { tags: ['ferry'] }),
      patch(id, { alt: 'Gulls' }),
    ]);
    expect(await found('harbour ferry gulls')).toEqual([id]);
  });

  it('to private takes it from everybody else at once', async () => {
    const { id } = await upload(test.app, ada, bytes, { tags: 'secretly' });
    expect((await patch(id, { visibility: 'private' })).json()).toMatchObject({ visibility: 'private' });
    for (const path of ['', '/thumbnail']) {
      const response = await test.app.inject(`/api/images/${id}${path}`);
      expect([response.statusCode, response.headers['cache-control']]).toEqual([404, 'private, no-cache']);
    }
    expect((await patch(id, { visibility: 'public' }, eve)).statusCode).toBe(404);
  });

  it('is for the owner: 401 without a token, 403 for others', async () => {
    const { id } = await upload(test.app, ada, bytes);
    const url = `/api/images/${id}`;
    const anyone = await test.app.inject({ method: 'PATCH', url, payload: { title: 'x' } });
    expect(anyone.statusCode).toBe(401);
    expect((await patch(id, { title: 'x' }, eve)).statusCode).toBe(403);
  });

  it.each([
    [{}, 'body'],
    [{ title: '' }, 'body.title'],
    [{ title: '   ' }, 'body.title'],
    [{ title: null }, 'body.title'],
    [{ title: 'x'.repeat(201) }, 'body.title'],
    [{ alt: 7 }, 'body.alt'],
    [{ tags: 'a,b' }, 'body.tags'],
    [{ tags: ['a,b'] }, 'body.tags.0'],
    [{ tags: Array(21).fill('a') }, 'body.tags'],
    [{ visibility: 'friends' }, 'body.visibility'],
    [{ owner: 'eve' }, 'body.owner'],
  ])('refuses %j', async (payload, field) => {
    const { id } = await upload(test.app, ada, bytes, { title: 'Kept' });
    expect((await patch(id, payload)).json()).toMatchObject({ status: 400, errors: [{ field }] });
    expect(await item(id)).toMatchObject({ title: 'Kept' });
  });
});

describe('a like', () => {
  it('counts once for each user, however often it is given', async () => {
    const { id } = await upload(test.app, ada, bytes);
    const all = [ada, eve, ada, eve, ada].map((user) => setLike('PUT', id, user));
    for (const { statusCode } of await Promise.all(all)) expect(statusCode).toBe(204);
    expect(await item(id, eve)).toMatchObject({ likes: 2, liked: true });
    expect(await item(id)).toMatchObject({ likes: 2, liked: false });
    await Promise.all([setLike('DELETE', id, eve), setLike('DELETE', id, eve)]);
    expect(await item(id, eve)).toMatchObject({ likes: 1, liked: false });
  });

  it('needs a user, and a picture that the user may see', async () => {
    const { id } = await upload(test.app, ada, bytes, { visibility: 'private' });
    expect((await test.app.inject({ method: 'PUT', url: `/api/images/${id}/like` })).statusCode).toBe(401);
    for (const method of ['PUT', 'DELETE'] as const) {
      expect((await setLike(method, id, eve)).statusCode).toBe(404);
      expect((await setLike(method, 'nonsense', eve)).statusCode).toBe(404);
      expect((await setLike(method, id, ada)).statusCode).toBe(204);
    }
  });

  it('sorts the list, page by page', async () => {
    const ids: string[] = [];
    for (let likes = 0; likes < 4; likes += 1) {
      const { id } = await upload(test.app, ada, bytes, { tags: 'contest' });
      for (let n = 0; n < likes; n += 1) await setLike('PUT', id, test.user());
      ids.unshift(id);
    }
    const seen: ImageItem[] = [];
    let cursor = '';
    do {
      const query = `tag=contest&sort=likes&limit=3${cursor && `&cursor=${cursor}`}`;
      const page = (await test.app.inject(`/api/images?${query}`)).json();
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.map(({ id }) => id)).toEqual(ids);
    expect(seen.map(({ likes }) => likes)).toEqual([3, 2, 1, 0]);
  });
});

describe('the tags', () => {
  it('are those of public pictures, most used first', async () => {
    const own = await startTestApp();
    const owner = own.user();
    for (const [tags = '', visibility = ''] of [
      ['sea,night', 'public'],
      ['sea', 'public'],
      ['sea,fog,diary', 'private'],
      ['fog', 'public'],
    ]) {
      await upload(own.app, owner, bytes, { tags, visibility });
    }
    const ask = (query: string) =>
      own.app.inject({ url: `/api/images/tags${query}`, headers: owner.headers });
    expect((await ask('')).json()).toEqual({
      items: [
        { tag: 'sea', count: 2 },
        { tag: 'fog', count: 1 },
        { tag: 'night', count: 1 },
      ],
    });
    expect((await ask('?limit=1')).json().items).toHaveLength(1);
    expect((await ask('?limit=101')).json()).toMatchObject({
      status: 400,
      errors: [{ field: 'query.limit' }],
    });
    await own.close();
  });

  it('are counted once for all who ask at the same time and in the next seconds, then anew', async () => {
    const own = await startTestApp();
    const owner = own.user();
    // It asks the database at the start.
    await own.app.keepHouse();
    const query = vi.spyOn(own.app.db, '$queryRaw');
    const ask = async (limit: number) =>
      (await own.app.inject(`/api/images/tags?limit=${limit}`)).json<{ items: unknown[] }>().items;
    await upload(own.app, owner, bytes, { tags: 'sea,night' });
    query.mockClear();
    const answers = await Promise.all([1, 2, 3].map(ask));
    expect(answers.map(({ length }) => length)).toEqual([1, 2, 2]);
    expect(await ask(30)).toHaveLength(2);
    expect(query).toHaveBeenCalledOnce();
    await upload(own.app, owner, bytes, { tags: 'fog' });
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_001);
    expect(await ask(30)).toHaveLength(3);
    expect(query).toHaveBeenCalledTimes(2);
    now.mockRestore();
    await own.close();
  });
});
