import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { exists } from '../exists.js';
import { Failure } from '../failure.js';
import { waitForLock } from '../process/lock.js';
import { cacheFolder, withWorkFolder } from './cache.js';
import { onPath } from './path.js';
import { download } from './sources/vendor.js';

/** What runs Zipkin. */
export interface Zipkin {
  /** Path of Java. */
  java: string;
  /** Path of the server, a jar that holds all it needs. */
  jar: string;
}

export const zipkinVersion = '3.5.1';
const name = `zipkin-server-${zipkinVersion}-exec.jar`;
const url = `https://repo1.maven.org/maven2/io/zipkin/zipkin-server/${zipkinVersion}/${name}`;
const sha256 = '7ac633a6832647e71e50012a5e3e91fbc7054414955261724526030faf271d8d';

/** The oldest Java that this version runs on. */
const oldest = 17;

/**
 * Finds Java, and the server in the cache, or fetches it there from Maven Central.
 * @throws {Failure} on one line: without a Java that can do it, or when Maven Central cannot be reached
 */
export async function zipkin(report: (text: string) => void, signal: AbortSignal): Promise<Zipkin> {
  const java = await findJava();
  if (!java) throw new Failure(`it needs Java ${oldest} or newer on PATH (https://adoptium.net)`);
  const jar = cachedJar();
  if (await exists(jar)) return { java, jar };
  await mkdir(dirname(jar), { recursive: true });
  const release = await waitForLock(join(cacheFolder(), 'zipkin.lock'), (pid) =>
    report(`waiting for process ${pid}, which is fetching it`),
  );
  try {
    if (await exists(jar)) return { java, jar };
    await withWorkFolder(async (folder) =>
      rename(await download(url, sha256, { folder, report, signal }), jar),
    );
    return { java, jar };
  } catch (error) {
    throw new Failure(`it could not be fetched from Maven Central: ${(error as Error).message}`);
  } finally {
    await release();
  }
}

/** What is here, without fetching anything. */
export async function findZipkin(): Promise<Zipkin | undefined> {
  const java = await findJava();
  const jar = cachedJar();
  return java && (await exists(jar)) ? { java, jar } : undefined;
}

function cachedJar(): string {
  return join(cacheFolder(), `zipkin-${zipkinVersion}`, name);
}

async function findJava(): Promise<string | undefined> {
  for (const file of await onPath('java')) {
    // It answers on standard error: openjdk version "17.0.15" 2025-04-15
    const { stderr } = await execa(file, ['-version'], { reject: false, timeout: 10_000 });
    const major = Number(/version "(\d+)/.exec(stderr)?.[1]);
    if (major >= oldest) return file;
  }
  return undefined;
}
