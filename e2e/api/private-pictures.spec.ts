import { type Account, signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem } from '../support/http.js';
import { type Image, pull, pullPath, putImage, searchImages, uploadImage } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';

test('shows a private picture to its owner alone', async () => {
  const [owner, other] = [await signUp('team'), await signUp('team')];
  const title = `Private ${Date.now()}`;
  const image = await uploadImage(owner, await smallPicture(), { title, visibility: 'private' });
  const path = `/api/images/${image.id}`;

  expect((await call(path, { token: owner.token })).status).toBe(200);
  expect((await call(`${path}/thumbnail`, { token: owner.token })).status).toBe(200);
  expect((await pull(owner.token, image)).status).toBe(200);
  expect(await searchImages(title, owner.token)).toHaveLength(1);

  for (const token of [other.token, undefined]) {
    const as = token === undefined ? {} : { token };
    await expectProblem(await call(path, as), 404);
    await expectProblem(await call(`${path}/thumbnail`, as), 404);
    expect(await searchImages(title, token)).toEqual([]);
  }
  await expectProblem(await call(pullPath(image), { token: other.token }), 404);
  await expectProblem(await call(path, { method: 'DELETE', token: other.token }), 404);
});

test.describe('a private picture', () => {
  let owner: Account;
  let other: Account;
  let image: Image;
  const tag = `secret ${Date.now()}`;
  test.beforeAll(async () => {
    [owner, other] = [await signUp('team'), await signUp('team')];
    image = await uploadImage(owner, await smallPicture(), {
      title: 'Diary',
      alt: 'A page of it',
      tags: tag,
      visibility: 'private',
    });
  });

  test('is in no list of others, however it is asked for', async () => {
    const queries = [`q=${encodeURIComponent(tag)}`, `tag=${encodeURIComponent(tag)}`, `owner=${owner.id}`];
    for (const query of [...queries, `owner=${owner.id}&sort=likes`]) {
      for (const token of [other.token, undefined]) {
        const response = await call(`/api/images?${query}`, token ? { token } : {});
        expect(await response.json(), query).toEqual({ items: [], nextCursor: null });
      }
      const mine = (await (await call(`/api/images?${query}`, { token: owner.token })).json()) as {
        items: Image[];
      };
      expect(
        mine.items.map(({ id }) => id),
        query,
      ).toEqual([image.id]);
    }
  });

  test('is not counted among the tags, not even for its owner', async () => {
    for (const token of [owner.token, other.token]) {
      const { items } = (await (await call('/api/images/tags?limit=100', { token })).json()) as {
        items: { tag: string }[];
      };
      expect(items.map((item) => item.tag)).not.toContain(tag);
    }
  });

  test('is to others as a picture that does not exist, whatever they do', async () => {
    const missing = '0192f0c1-2f3a-7c4d-8e5f-0123456789ab';
    for (const [method, path, json] of [
      ['GET', ''],
      ['GET', '/thumbnail'],
      ['GET', '/pull?w=64'],
      ['GET', '/original'],
      ['PUT', '/like'],
      ['DELETE', '/like'],
      ['PATCH', '', { visibility: 'public' }],
      ['DELETE', ''],
    ] as const) {
      const as = { method, token: other.token, ...(json && { json }) };
      const theirs = await call(`/api/images/${image.id}${path}`, as);
      expect(theirs.headers.get('cache-control'), `${method} ${path}`).toContain('private');
      const problem = await expectProblem(theirs, 404);
      const nothing = await expectProblem(await call(`/api/images/${missing}${path}`, as), 404);
      expect({ ...problem, instance: '' }, `${method} ${path}`).toEqual({ ...nothing, instance: '' });
    }
    await expectProblem(await putImage(other, image.id, await smallPicture()), 409);
    expect((await call(`/api/images/${image.id}`, { token: owner.token })).status).toBe(200);
  });

  test('may be kept by no shared cache', async () => {
    for (const path of ['', '/thumbnail', '/pull?w=64', '/original']) {
      const response = await call(`/api/images/${image.id}${path}`, { token: owner.token });
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control'), path).toBe('private, no-cache');
      expect(response.headers.get('vary'), path).toContain('Authorization');
      await response.arrayBuffer();
    }
    const list = await call(`/api/images?owner=${owner.id}`, { token: owner.token });
    expect(list.headers.get('cache-control')).toBe('private, no-cache');
    await list.arrayBuffer();
  });

  test('is not confirmed to who knows its tags: If-None-Match', async () => {
    for (const path of ['/thumbnail', '/pull?w=64', '/original']) {
      const mine = await call(`/api/images/${image.id}${path}`, { token: owner.token });
      const etag = mine.headers.get('etag') ?? '';
      expect(etag).not.toBe('');
      await mine.arrayBuffer();
      const headers = { 'if-none-match': etag };
      await expectProblem(await call(`/api/images/${image.id}${path}`, { token: other.token, headers }), 404);
    }
  });
});

test('a picture that turns private is nobody else’s from that moment on', async () => {
  const [owner, other] = [await signUp('team'), await signUp('team')];
  const title = `Turning ${Date.now()}`;
  const image = await uploadImage(owner, await smallPicture(), { title });
  const path = `/api/images/${image.id}`;
  const thumbnail = await call(`${path}/thumbnail`);
  expect(thumbnail.headers.get('cache-control'), 'asked for each time').toContain('no-cache');
  const etag = thumbnail.headers.get('etag') ?? '';
  await thumbnail.arrayBuffer();
  expect((await call(`${path}/thumbnail`, { headers: { 'if-none-match': etag } })).status).toBe(304);
  expect((await pull(other.token, image)).status).toBe(200);

  const turn = (visibility: string) =>
    call(path, { method: 'PATCH', token: owner.token, json: { visibility } });
  expect((await turn('private')).status).toBe(200);
  await expectProblem(await call(`${path}/thumbnail`, { headers: { 'if-none-match': etag } }), 404);
  await expectProblem(await call(pullPath(image), { token: other.token }), 404);
  expect(await searchImages(title, other.token)).toEqual([]);
  expect((await turn('public')).status).toBe(200);
  expect(await searchImages(title)).toHaveLength(1);
});
