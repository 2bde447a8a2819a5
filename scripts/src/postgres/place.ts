import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, realpath, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Account, isReachable } from './account.js';
import { type PostgresBinaries, postgresBinaries } from './binaries.js';

/**
 * Root's own files often lie in a folder that nobody else may enter, /root for one, while the server must
 * run as somebody else. What it cannot reach where it is gets a place below this folder, which only root
 * can have made.
 */
const commonPlace = '/var/lib/imagehub';

/** The programs, where the account can run them. */
export async function placePrograms(account: Account | undefined): Promise<PostgresBinaries> {
  const programs = await postgresBinaries();
  if (!account || (await isReachable(programs.postgres, account))) return programs;
  // …/native/bin/postgres, beside which are lib and share.
  const native = dirname(dirname(programs.postgres));
  const { version } = JSON.parse(await readFile(join(native, '../package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(commonPlace, `postgresql-${version}`);
  await copyOnce(native, copy);
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

/**
 * Where the account can have its data: the data directory itself when it can be reached, else a place that
 * the data directory becomes a link to.
 */
export async function placeData(dataDir: string, account: Account | undefined): Promise<string> {
  if (!account || (await isReachable(dataDir, account))) return dataDir;
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const place = join(commonPlace, 'data', name);
  await mkdir(dirname(place), { recursive: true, mode: 0o755 });
  await mkdir(dirname(dataDir), { recursive: true });
  await symlink(place, dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return place;
}

/** Removes a data directory, wherever it was placed. */
export async function removeData(dataDir: string): Promise<void> {
  const place = await realpath(dataDir).catch(() => dataDir);
  await rm(place, { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}

async function copyOnce(from: string, to: string): Promise<void> {
  const draft = `${to}.${process.pid}`;
  if (await realpath(to).catch(() => undefined)) return;
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  await cp(from, draft, { recursive: true, verbatimSymlinks: true });
  // Another run may have been faster: then its copy is as good.
  await rename(draft, to).catch(() => rm(draft, { recursive: true, force: true }));
}
