import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../failure.js';

const run = promisify(execFile);

/** The operating system account that a PostgreSQL server runs as. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. When we are root, answers the account to run it as: `postgres`, else
 * `nobody`; undefined when we are an ordinary user.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const account = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (account) return account;
  throw new Failure(
    'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody" to run it as.',
    'Next step: make one (useradd --system postgres), or start as an ordinary user.',
  );
}

/** Whether an account may enter all folders above a path. */
export async function isReachable(path: string, account: Account): Promise<boolean> {
  for (const folder of ancestors(resolve(path))) {
    const info = await stat(folder).catch(() => undefined);
    if (info && (info.mode & searchBit(info, account)) === 0) return false;
  }
  return true;
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
