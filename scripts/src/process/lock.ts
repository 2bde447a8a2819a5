import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { lives, markOf, type ProcessMark } from './mark.js';

/** Gives a lock back. */
export type Release = () => Promise<void>;

/**
 * Takes a lock that is a file naming its holder. A lock whose holder no longer lives is taken over.
 * @returns the release, or the id of the process that holds the lock
 */
export async function tryLock(file: string): Promise<Release | number> {
  const content = JSON.stringify(markOf(process.pid));
  for (;;) {
    try {
      await writeFile(file, content, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const found = await readFile(file, 'utf8').catch(() => undefined);
    if (found === undefined) continue;
    const holder = parse(found);
    if (holder && lives(holder)) return holder.pid;
    await rm(file, { force: true });
  }
}

/**
 * Waits for a lock.
 * @param onWait called once with the holder's process id when the lock is not free at once
 */
export async function waitForLock(file: string, onWait: (pid: number) => void): Promise<Release> {
  let told = false;
  for (;;) {
    const result = await tryLock(file);
    if (typeof result === 'function') return result;
    if (!told) onWait(result);
    told = true;
    await delay(500);
  }
}

function parse(text: string): ProcessMark | undefined {
  try {
    return JSON.parse(text) as ProcessMark;
  } catch {
    return undefined;
  }
}
