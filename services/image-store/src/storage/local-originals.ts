import { access, constants, mkdir, readdir } from 'node:fs/promises';
import { Disk } from 'flydrive';
import { ORIGINALS, originalKey } from './keys.js';
import type { LocalDriver } from './local-driver.js';
import type { Originals } from './originals.js';

/** Originals in the folder that uploads arrive in, so that storing one is renaming it. */
export async function localOriginals(driver: LocalDriver): Promise<Originals> {
  const disk = new Disk(driver);
  const root = driver.path(ORIGINALS);
  await mkdir(root, { recursive: true });
  return {
    open: (hash, range) => driver.open(originalKey(hash), range),
    exists: (hash) => disk.exists(originalKey(hash)),
    prepare: async () => {},
    adopt: (file, hash) => driver.take(file, originalKey(hash)),
    withFile: (hash, work) => work(driver.path(originalKey(hash))),
    delete: (hash) => disk.delete(originalKey(hash)),
    async *pages() {
      for (const shelf of await readdir(root)) yield await readdir(driver.path(`${ORIGINALS}/${shelf}`));
    },
    // That there is room left is not asked: a full disk refuses uploads, and pulls go on.
    check: () => access(root, constants.R_OK | constants.W_OK | constants.X_OK),
  };
}
