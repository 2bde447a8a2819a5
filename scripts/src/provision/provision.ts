import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, messageOf } from '../failure.js';
import { waitForLock } from '../process/lock.js';
import { type Binary, fits, versionOf } from './binary.js';
import { cachedFile, cacheFolder, keep, withWorkFolder } from './cache.js';
import { onPath } from './path.js';

/** A program that is here. */
export interface Found {
  file: string;
  version: string;
  origin: 'PATH' | 'cache';
}

/** Looks for a program on PATH, then in the cache. */
export async function find(binary: Binary): Promise<Found | undefined> {
  for (const file of await onPath(binary.name)) {
    const version = await versionOf(binary, file);
    if (version && fits(binary, version)) return { file, version, origin: 'PATH' };
  }
  const file = cachedFile(binary);
  const version = await versionOf(binary, file);
  return version === binary.version ? { file, version, origin: 'cache' } : undefined;
}

/**
 * Finds a program, or fetches it into the cache from the first source that has it.
 * @param report says what is being done, on one line
 * @returns its absolute path
 * @throws {Failure} naming each source with the reason it did not work, and the next step
 */
export async function provision(
  binary: Binary,
  report: (text: string) => void,
  signal: AbortSignal,
): Promise<Found> {
  const found = await find(binary);
  if (found) return found;
  await mkdir(cacheFolder(), { recursive: true });
  const release = await waitForLock(join(cacheFolder(), `${binary.name}.lock`), (pid) =>
    report(`waiting for process ${pid}, which is fetching it`),
  );
  try {
    return (await find(binary)) ?? (await fetchFromSources(binary, report, signal));
  } finally {
    await release();
  }
}

async function fetchFromSources(
  binary: Binary,
  report: (text: string) => void,
  signal: AbortSignal,
): Promise<Found> {
  const tried: string[] = [];
  for (const source of binary.sources) {
    signal.throwIfAborted();
    const obstacle = await source.obstacle(binary);
    if (obstacle) {
      tried.push(`  ${source.title}: ${obstacle}`);
      continue;
    }
    report(source.title);
    try {
      return await withWorkFolder(async (folder) =>
        install(binary, await source.fetch(binary, { folder, report, signal })),
      );
    } catch (error) {
      signal.throwIfAborted();
      tried.push(`  ${source.title}: ${messageOf(error)}`);
    }
  }
  throw new Failure(
    `${binary.name} ${binary.version} is neither on PATH nor in ${cacheFolder()}, and could not be fetched:`,
    ...tried,
    `Next step: put right one of these, or ${binary.byHand}. What else is missing: npm run doctor`,
  );
}

async function install(binary: Binary, file: string): Promise<Found> {
  const version = await versionOf(binary, file);
  if (version !== binary.version) {
    throw new Error(`what was fetched ${version ? `is version ${version}` : 'does not run on this machine'}`);
  }
  return { file: await keep(binary, file), version, origin: 'cache' };
}
