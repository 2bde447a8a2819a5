import { readFile, statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { messageOf } from '../failure.js';
import type { Home } from '../hub/home.js';
import { isReachable, serverAccount } from '../postgres/account.js';
import { postgresBinaries } from '../postgres/binaries.js';
import { cacheFolder } from '../provision/cache.js';
import { type Finding, note, ok, problem } from './check.js';

const gibibyte = 1024 ** 3;
/** A hub takes about 1.3 GiB. */
const memoryNeeded = 2 * gibibyte;
/** Data, logs and the programs, with room for pictures. */
const diskNeeded = 2 * gibibyte;

/** Memory, disk space, and whether PostgreSQL may run here. */
export async function checkMachine(home: Home): Promise<Finding[]> {
  return Promise.all([
    checkMemory(),
    checkDisk('disk of the hub', home.path),
    checkDisk('disk of the cache', cacheFolder()),
    checkPostgres(home),
  ]);
}

async function checkMemory(): Promise<Finding> {
  const available = await availableMemory();
  const text = `${gib(available)} of ${gib(totalmem())} available`;
  if (available >= memoryNeeded) return ok('memory', text);
  return note('memory', `${text}; a hub takes about 1.3 GiB, a build of Consul up to 4 GiB`);
}

/** What Linux could give without swapping; its free memory leaves out the cache, which it would give. */
async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kibibytes = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  return kibibytes ? Number(kibibytes) * 1024 : freemem();
}

async function checkDisk(name: string, folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(await existing(folder));
  const text = `${gib(bavail * bsize)} free for ${folder}`;
  return bavail * bsize >= diskNeeded
    ? ok(name, text)
    : problem(name, `${text}: make room, 2 GiB are needed`);
}

/** The folder, or the closest one above it that exists. */
async function existing(folder: string): Promise<string> {
  return statfs(folder).then(
    () => folder,
    () => existing(dirname(folder)),
  );
}

async function checkPostgres(home: Home): Promise<Finding> {
  const dataDir = join(home.data, 'postgres');
  try {
    await postgresBinaries();
    const account = await serverAccount();
    if (!account) return ok('PostgreSQL', 'embedded');
    const elsewhere = (await isReachable(dataDir, account)) ? '' : ', its data in /var/lib/imagehub';
    return ok(
      'PostgreSQL',
      `embedded; runs as user ${account.name}, since it refuses to run as root${elsewhere}`,
    );
  } catch (error) {
    return problem('PostgreSQL', messageOf(error));
  }
}

function gib(bytes: number): string {
  return `${(bytes / gibibyte).toFixed(1)} GiB`;
}
