import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture, startTestApp, type TestApp, type TestUser, upload } from './testing.js';

let test: TestApp;
let ada: TestUser;
let eve: TestUser;
beforeAll(async () => {
  test = await startTestApp();
  ada = test.user('Ada');
  eve = test.user('Eve');
  const bytes = await picture(4, 4).png().toBuffer();
  for (const [title = '', tags = '', alt = ''] of [
    ['Sea at night', 'water,dark'],
    ['100% Wool', 'sheep'],
    ['ÉTÉ à Paris', 'summer'],
    ['snake_case', 'code', 'A snake that slithers'],
  ]) {
    await upload(test.app, ada, bytes, { title, tags, alt });
  }
  await upload(test.app, ada, bytes, { title: 'Diary', visibility: 'private' });
});
afterAll(() => test.close());

async function list(query = '', user?: TestUser) {
  const response = await test.app.inject({ url: `/api/images${query}`, headers: user?.headers ?? {} });
  const page = response.json<{ items: { id: string; title: string }[]; nextCursor: string | null }>();
  return { ...page, status: response.statusCode, titles: page.items?.map(({ title }) => title) };
}

describe('the list', () => {
  it('is newest first, and shows private pictures to their owner only', async () => {
    const everybodys = ['snake_case', 'ÉTÉ à Paris', '100% Wool', 'Sea at night'];
    expect((await list()).titles).toEqual(everybodys);
    expect((await list('', eve)).titles).toEqual(everybodys);
    expect((await list('', ada)).titles).toEqual(['Diary', ...everybodys]);
    expect((await list('?q=diary')).titles).toEqual([]);
    expect((await list('?q=diary', ada)).titles).toEqual(['Diary']);
  });

  it.each([
    ['sea', ['Sea at night']],
    ['NIGHT water', ['Sea at night']],
    ['nights', ['Sea at night']],
    ['at the sea', ['Sea at night']],
    ['"sea at night"', ['Sea at night']],
    ['"night at sea"', []],
    ['sheep', ['100% Wool']],
    ['100%25', ['100% Wool']],
    ['sea or sheep', ['100% Wool', 'Sea at night']],
    ['-sea -sheep', ['snake_case', 'ÉTÉ à Paris']],
    ['snake', ['snake_case']],
    ['snake_case', ['snake_case']],
    ['slithering', ['snake_case']],
    ['été', ['ÉTÉ à Paris']],
    ['ete', ['ÉTÉ à Paris']],
    ['par', ['ÉTÉ à Paris']],
    ['ete par', ['ÉTÉ à Paris']],
    ['par ete', []],
    ['%25', []],
    ['_', []],
    ['%5C', []],
    ['"', []],
    ['-', []],
    ['sea sheep', []],
    ["' OR 1=1 --", []],
    ["sea':*", ['Sea at night']],
    ['   ', ['snake_case', 'ÉTÉ à Paris', '100% Wool', 'Sea at night']],
  ])('finds by title, tags and alt, as a web search does: %s', async (q, titles) => {
    expect((await list(`?q=${q.replaceAll(' ', '+')}`)).titles).toEqual(titles);
  });

  it('is of one tag, in any case', async () => {
    expect((await list('?tag=WATER')).titles).toEqual(['Sea at night']);
    expect((await list('?tag=wat')).titles).toEqual([]);
    expect((await list('?tag=water&q=snake')).titles).toEqual([]);
  });

  it('is of one owner, whose private pictures stay private', async () => {
    const owner = test.user();
    const bytes = await picture(4, 4).png().toBuffer();
    await upload(test.app, owner, bytes, { title: 'Mine', tags: 'owned' });
    await upload(test.app, owner, bytes, { title: 'Mine alone', visibility: 'private' });
    expect((await list(`?owner=${owner.id}`)).titles).toEqual(['Mine']);
    expect((await list(`?owner=${owner.id}`, owner)).titles).toEqual(['Mine alone', 'Mine']);
    expect((await list(`?owner=${eve.id}`)).titles).toEqual([]);
    await test.app.db.image.deleteMany({ where: { ownerId: owner.id } });
  });

  it('comes in pages that neither repeat nor leave out, while pictures come and go', async () => {
    const bytes = await picture(4, 4).png().toBuffer();
    const owner = test.user();
    const all: string[] = [];
    for (let n = 0; n < 7; n += 1) all.unshift((await upload(test.app, owner, bytes, { tags: 'paged' })).id);
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null; page += 1) {
      const { items, nextCursor }: Awaited<ReturnType<typeof list>> = await list(
        `?q=paged&limit=3${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...items.map(({ id }) => id));
      cursor = nextCursor;
      if (page === 0) {
        await upload(test.app, owner, bytes, { tags: 'paged' });
        await test.app.inject({ method: 'DELETE', url: `/api/images/${all[2]}`, headers: owner.headers });
      }
    }
    expect(seen).toEqual(all);
  });

  it.each([
    ['limit=0', 'query.limit'],
    ['limit=101', 'query.limit'],
    ['limit=x', 'query.limit'],
    ['cursor=', 'query.cursor'],
    ['cursor=abc', 'query.cursor'],
    ['cursor=!!!!', 'query.cursor'],
    [`cursor=${'A'.repeat(31)}=`, 'query.cursor'],
    [`cursor=${'_'.repeat(31)}`, 'query.cursor'],
    [`cursor=AP${'_'.repeat(29)}`, 'query.cursor'],
    [`sort=likes&cursor=${'A'.repeat(31)}`, 'query.cursor'],
    ['sort=oldest', 'query.sort'],
    ['tag=', 'query.tag'],
    ['owner=ada', 'query.owner'],
    [`cursor=${'A'.repeat(101)}`, 'query.cursor'],
    ['q=%00', 'query.q'],
    [`q=${'x'.repeat(201)}`, 'query.q'],
    ['page=2', 'query.page'],
  ])('refuses %s', async (query, field) => {
    const response = await test.app.inject(`/api/images?${query}`);
    expect(response.json()).toMatchObject({ status: 400, errors: [{ field }] });
  });

  it('says 401 to a bad token, also where none is needed', async () => {
    const headers = { authorization: 'Bearer a.b.c' };
    expect((await test.app.inject({ url: '/api/images', headers })).statusCode).toBe(401);
  });

  it('shows an item as the upload did', async () => {
    const { items } = await list();
    for (const item of items) {
      expect((await test.app.inject(`/api/images/${item.id}`)).json()).toEqual(item);
    }
  });
});
