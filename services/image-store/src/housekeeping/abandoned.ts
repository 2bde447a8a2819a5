import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** No upload takes longer, in ms; what is older was left by a process that died. */
const ABANDONED = 60 * 60 * 1000;

/**
 * Removes what was left in the folder of uploads.
 *
 * @returns how many.
 */
export async function removeAbandoned(folder: string): Promise<number> {
  const before = Date.now() - ABANDONED;
  let removed = 0;
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    // Another instance does the same.
    const modified = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (modified >= before) continue;
    await rm(file, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}
