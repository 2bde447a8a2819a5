import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { signUp } from '../support/accounts.js';
import { badFiles } from '../support/bad-files.js';
import { query } from '../support/database.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem } from '../support/http.js';
import { inHome } from '../support/hub.js';
import { postImage, pull, uploadImage } from '../support/images.js';
import { phonePhoto, smallPicture } from '../support/pictures.js';

/** All files below the folder of the pictures' bytes. */
async function blobs(): Promise<string[]> {
  const entries = await readdir(inHome('data/blobs'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

test('a refused upload leaves no file behind', async () => {
  const account = await signUp('team');
  const before = await blobs();
  for (const { name, statuses, file } of badFiles) {
    await test.step(name, async () => {
      await expectProblem(await postImage(account, await file()), ...statuses);
    });
  }
  expect(await blobs()).toEqual(before);
});

test('equal bytes are stored once, and are gone with the last picture of them', async () => {
  const account = await signUp('team');
  const bytes = await smallPicture();
  const before = await blobs();
  const first = await uploadImage(account, bytes, { title: 'One' });
  const once = await blobs();
  expect(once.length).toBeGreaterThan(before.length);

  const second = await uploadImage(account, bytes, { title: 'Another' });
  expect(await blobs()).toEqual(once);

  expect((await pull(account.token, first, 'w=33&format=png')).status).toBe(200);
  for (const { id } of [first, second]) {
    const response = await call(`/api/images/${id}`, { method: 'DELETE', token: account.token });
    expect(response.status).toBe(204);
  }
  expect(await blobs()).toEqual(before);
});

test('no byte of a photo’s place is stored', async () => {
  const account = await signUp('team');
  const photo = await phonePhoto();
  expect(photo.includes('Test camera')).toBe(true);
  const before = await blobs();
  await uploadImage(account, photo, { title: 'Taken somewhere' });
  const added = (await blobs()).filter((file) => !before.includes(file));
  expect(added.length).toBeGreaterThan(0);
  for (const file of added) {
    const bytes = await readFile(file);
    expect(bytes.includes('Test camera'), file).toBe(false);
    expect((await sharp(bytes).metadata()).exif?.length ?? 0, file).toBeLessThan(40);
  }
});

test('deletion leaves no byte and no row: one picture, all of a user, also private and liked ones', async () => {
  const [owner, other] = [await signUp('team'), await signUp('team')];
  const before = await blobs();
  const images = [
    await uploadImage(owner, await smallPicture(), { title: 'One' }),
    await uploadImage(owner, await smallPicture(), { title: 'Two', visibility: 'private' }),
    await uploadImage(owner, await smallPicture(), { title: 'Three' }),
  ];
  for (const image of images) expect((await pull(owner.token, image, 'w=44&format=webp')).status).toBe(200);
  const liked = `/api/images/${images[2]?.id}/like`;
  expect((await call(liked, { method: 'PUT', token: other.token })).status).toBe(204);
  const rows = async () => {
    const ids = images.map(({ id }) => id);
    const [row] = await query<{ images: number; likes: number }>(
      'image_store',
      `SELECT (SELECT count(*)::int FROM images WHERE id = ANY($1::uuid[]) OR owner_id = $2) AS images,
        (SELECT count(*)::int FROM likes WHERE image_id = ANY($1::uuid[]) OR user_id = $2) AS likes`,
      [ids, owner.id],
    );
    return row;
  };
  expect(await rows()).toEqual({ images: 3, likes: 1 });

  const one = await call(`/api/images/${images[0]?.id}`, { method: 'DELETE', token: owner.token });
  expect(one.status).toBe(204);
  expect(await rows()).toEqual({ images: 2, likes: 1 });
  expect((await call('/api/images', { method: 'DELETE', token: owner.token })).status).toBe(204);
  expect(await rows()).toEqual({ images: 0, likes: 0 });
  await expect.poll(blobs).toEqual(before);
});

test('secrets are readable for their owner alone', async () => {
  test.skip(process.platform === 'win32', 'no such permissions there');
  for (const secret of ['secrets.json', 'data/keys']) {
    const { mode } = await stat(inHome(secret));
    expect(mode & 0o077, secret).toBe(0);
  }
});
