import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Binary } from './binary.js';
import { platform } from './sources/platform.js';

/** Where fetched programs are kept, outside the checkout so that all checkouts share them. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.IMAGEHUB_CACHE) return resolve(env.IMAGEHUB_CACHE);
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'imagehub');
}

/** Where the cache keeps a program. */
export function cachedFile({ name, version }: Binary): string {
  return join(cacheFolder(), `${name}-${version}-${platform}`, name);
}

/**
 * Gives `work` an empty folder in the cache and removes it afterwards.
 */
export async function withWorkFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(cacheFolder(), { recursive: true });
  const folder = await mkdtemp(join(cacheFolder(), 'work-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Moves a fetched program to its place in one step: nobody ever finds half of it there. */
export async function keep(binary: Binary, file: string): Promise<string> {
  const place = cachedFile(binary);
  await mkdir(dirname(place), { recursive: true });
  await rename(file, place);
  return place;
}
