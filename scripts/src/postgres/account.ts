import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The operating system account that a PostgreSQL server runs as. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. When we are root, answers the account to run it as: the owner of an
 * existing data directory, else `postgres`, else `nobody`; undefined when we are an ordinary user.
 */
export async function serverAccount(dataDir: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataDir).catch(() => undefined);
  if (owner && owner.uid !== 0) return { name: `#${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const account = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (account) return account;
  throw new Error(
    'PostgreSQL does not run as root and there is neither a user "postgres" nor "nobody". ' +
      'Create one (useradd --system postgres) or start as an ordinary user.',
  );
}

/**
 * Throws when `account` cannot enter one of the folders above `path`: started anyway, the server would
 * end with a bare EACCES that names nothing.
 */
export async function assertReachable(path: string, account: Account): Promise<void> {
  const folders = ancestors(resolve(path));
  for (const folder of folders) {
    const info = await stat(folder).catch(() => undefined);
    if (!info) return;
    if ((info.mode & searchBit(info, account)) !== 0) continue;
    throw new Error(
      `PostgreSQL does not run as root, and the user "${account.name}" it runs as instead cannot enter ${folder} ` +
        `(needed for ${path}). Either allow it (chmod o+x ${folder}), or put the checkout and IMAGEHUB_HOME in ` +
        'a folder that everybody may enter, or start as an ordinary user.',
    );
  }
}

function searchBit(folder: { uid: number; gid: number }, account: Account): number {
  if (folder.uid === account.uid) return 0o100;
  return folder.gid === account.gid ? 0o010 : 0o001;
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [...ancestors(parent), parent];
}

async function lookUp(name: string): Promise<Account | undefined> {
  const ids = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]).catch(() => undefined);
  if (!ids) return undefined;
  const [uid, gid] = ids;
  return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
