import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hubHome, openHome } from './home.js';
import { loadSecrets } from './secrets.js';

const folder = join(tmpdir(), 'imagehub-secrets-');
let home = hubHome();
beforeEach(async () => {
  home = hubHome({ IMAGEHUB_HOME: await mkdtemp(folder) });
  await openHome(home);
});
afterEach(() => rm(home.path, { recursive: true }));

test('they are made once, for a new home, and for its owner alone', async () => {
  const secrets = await loadSecrets(home);
  expect(await loadSecrets(home)).toEqual(secrets);
  expect((await stat(home.secrets)).mode & 0o077).toBe(0);
});

test('one that a home of before lacks is added, and the others stay', async () => {
  const { valkey, ...before } = await loadSecrets(home);
  await writeFile(home.secrets, JSON.stringify(before));
  const secrets = await loadSecrets(home);
  expect(secrets).toEqual({ ...before, valkey: expect.any(String) });
  expect(secrets.valkey).not.toBe(valkey);
  expect(await loadSecrets(home)).toEqual(secrets);
});

test('they are not made anew for a database that the lost ones open', async () => {
  await mkdir(join(home.data, 'postgres'));
  await expect(loadSecrets(home)).rejects.toThrow('is gone');
});
