import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { signUp } from '../support/accounts.js';
import { badFiles } from '../support/bad-files.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem } from '../support/http.js';
import { inHome } from '../support/hub.js';
import { postImage, pull, uploadImage } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';

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

test('secrets are readable for their owner alone', async () => {
  test.skip(process.platform === 'win32', 'no such permissions there');
  for (const secret of ['secrets.json', 'data/keys']) {
    const { mode } = await stat(inHome(secret));
    expect(mode & 0o077, secret).toBe(0);
  }
});
