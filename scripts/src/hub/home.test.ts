import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hubHome, openHome, wipeHome } from './home.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imagehub-home-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('others can read neither the keys of the mesh nor pictures nor logs', async () => {
  const home = hubHome({ IMAGEHUB_HOME: folder });
  await openHome(home);
  await wipeHome(home);
  for (const name of ['data/consul', 'data/blobs', 'logs', 'run', 'mesh']) {
    expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0);
  }
});

test('a folder that holds something else is left alone', async () => {
  await writeFile(join(folder, 'letters'), 'mine');
  await expect(openHome(hubHome({ IMAGEHUB_HOME: folder }))).rejects.toThrow('left alone');
});
