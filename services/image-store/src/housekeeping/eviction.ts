import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** How much of the bound is left in use: were it all of it, the next rendition would be the next round. */
const AFTERWARDS = 0.9;

interface Rendition {
  file: string;
  bytes: number;
  /** When it was last asked for, in ms. */
  used: number;
}

/**
 * Removes those renditions that nobody asked for longest, when all together take more than they may.
 *
 * @param folder of all renditions.
 * @param most bytes that they may take.
 * @returns how many.
 */
export async function evict(folder: string, most: number): Promise<number> {
  const renditions = await renditionsIn(folder);
  let bytes = renditions.reduce((sum, rendition) => sum + rendition.bytes, 0);
  if (bytes <= most) return 0;
  renditions.sort((a, b) => a.used - b.used);
  let removed = 0;
  for (const rendition of renditions) {
    if (bytes <= most * AFTERWARDS) break;
    await rm(rendition.file, { force: true });
    // Its folder goes with the last one.
    await rmdir(path.dirname(rendition.file)).catch(() => {});
    bytes -= rendition.bytes;
    removed += 1;
  }
  return removed;
}

async function renditionsIn(folder: string): Promise<Rendition[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: Rendition[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    // Deleted meanwhile, with its picture or by another instance.
    const stats = await stat(file).catch(() => undefined);
    if (stats) found.push({ file, bytes: stats.size, used: stats.mtimeMs });
  }
  return found;
}
