import { signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem } from '../support/http.js';
import { type Image, uploadImage } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';

async function find(query: Record<string, string>, token?: string): Promise<string[]> {
  const response = await call(`/api/images?${new URLSearchParams(query)}`, token ? { token } : {});
  expect(response.status).toBe(200);
  const { items } = (await response.json()) as { items: Image[] };
  return items.map(({ title }) => title);
}

test('pictures are found by words of title, tags and alt, as a web search finds', async ({ owner }) => {
  const mark = `mark${Date.now()}`;
  await uploadImage(owner, await smallPicture(60, 40), {
    title: 'Terraces at noon',
    tags: `${mark}, mountains`,
    alt: 'Blue slopes under an orange sky',
  });
  await uploadImage(owner, await smallPicture(60, 40), { title: 'Café in the fog', tags: mark });
  for (const [words, titles] of [
    ['noon', ['Terraces at noon']],
    ['terrace', ['Terraces at noon']],
    ['mountain', ['Terraces at noon']],
    ['slope', ['Terraces at noon']],
    ['cafe', ['Café in the fog']],
    ['noo', ['Terraces at noon']],
    ['-fog', ['Terraces at noon']],
    ['noon or fog', ['Café in the fog', 'Terraces at noon']],
    ['"orange sky"', ['Terraces at noon']],
    ['"sky orange"', []],
  ] as const) {
    // A word is asked for with the mark first: the last one may be begun.
    const q = words.includes(' or ')
      ? words.replace(/(\w+) or (\w+)/, `${mark} $1 or ${mark} $2`)
      : `${mark} ${words}`;
    expect(await find({ q }), words).toEqual(titles);
  }
  expect(await find({ tag: mark.toUpperCase() })).toEqual(['Café in the fog', 'Terraces at noon']);
  expect(await find({ tag: mark.slice(0, -1) })).toEqual([]);
  expect(await find({ owner: owner.id, tag: mark, limit: '1' })).toEqual(['Café in the fog']);
});

test('likes count once a user, and sort the list', async ({ owner }) => {
  const tag = `liked ${Date.now()}`;
  const [first, second] = [
    await uploadImage(owner, await smallPicture(60, 40), { title: 'Liked', tags: tag }),
    await uploadImage(owner, await smallPicture(60, 40), { title: 'Not liked', tags: tag }),
  ];
  const [ada, grace] = [await signUp(), await signUp()];
  const like = (id: string, token?: string, method = 'PUT') =>
    call(`/api/images/${id}/like`, { method, ...(token !== undefined && { token }) });
  for (const { token } of [ada, grace, ada]) expect((await like(first.id, token)).status).toBe(204);
  await expectProblem(await like(first.id), 401);
  expect(await find({ tag })).toEqual(['Not liked', 'Liked']);
  expect(await find({ tag, sort: 'likes' })).toEqual(['Liked', 'Not liked']);
  expect((await like(first.id, ada.token, 'DELETE')).status).toBe(204);
  const seen = async (token?: string) =>
    (await (await call(`/api/images/${first.id}`, token ? { token } : {})).json()) as Image;
  expect(await seen(grace.token)).toMatchObject({ likes: 1, liked: true });
  expect(await seen(ada.token)).toMatchObject({ likes: 1, liked: false });
  expect(await seen()).toMatchObject({ likes: 1, liked: false });
  expect((await like(second.id, grace.token, 'DELETE')).status, 'never liked').toBe(204);
});

test('the owner changes what is said of a picture, and nobody else', async ({ owner }) => {
  const image = await uploadImage(owner, await smallPicture(60, 40), { title: 'Before' });
  const path = `/api/images/${image.id}`;
  const word = `after${Date.now()}`;
  const change = (token: string, json: object) => call(path, { method: 'PATCH', token, json });
  const changed = await change(owner.token, { title: word, tags: ['New'], alt: 'Something' });
  expect(await changed.json()).toEqual({ ...image, title: word, tags: ['new'], alt: 'Something' });
  expect(await find({ q: word })).toEqual([word]);
  await expectProblem(await change((await signUp()).token, { title: 'Mine' }), 403);
  for (const [json, field] of [
    [{ title: '' }, 'body.title'],
    [{ tags: Array(21).fill('a') }, 'body.tags'],
    [{ bytes: 1 }, 'body.bytes'],
    [{}, 'body'],
  ] as const) {
    const problem = await expectProblem(await change(owner.token, json), 400);
    expect(problem.errors?.map((error) => error.field)).toEqual([field]);
  }
});

test('a search, a tag, an owner or a sort of no form is refused, and named', async () => {
  for (const [query, field] of [
    [`q=${'x'.repeat(201)}`, 'query.q'],
    ['tag=', 'query.tag'],
    ['owner=ada', 'query.owner'],
    ['sort=oldest', 'query.sort'],
  ] as const) {
    const problem = await expectProblem(await call(`/api/images?${query}`), 400);
    expect(
      problem.errors?.map((error) => error.field),
      query,
    ).toEqual([field]);
  }
});
