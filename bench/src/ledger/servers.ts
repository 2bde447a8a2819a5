import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkout } from '@imagehub/scripts/dist/checkout.js';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import { freePort } from '@imagehub/scripts/dist/ports/free.js';
import { execa, type ResultPromise } from 'execa';
import { Redis } from 'ioredis';
import { pinned } from '../envoy/process.js';

const STARTS_WITHIN_MS = 30_000;
const POLL_MS = 20;
/** As the hub starts services: see scripts/src/hub/services.ts. */
const NODE = [process.execPath, '--max-semi-space-size=4'];
const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: '2', LOG_LEVEL: 'warn' };

/** Where a ledger keeps its state. */
export type Store = 'memory' | 'valkey';

/** A ledger, and what it keeps its state in. */
export interface LedgerProcess {
  store: Store;
  port: number;
  pid: number;
  /** The Valkey server, if that is its store. */
  valkey?: ValkeyProcess;
  /** Leases that it has granted so far. */
  leases(): Promise<number>;
  /** People of whom something counts, or did lately. */
  people(): Promise<number>;
  stop(): Promise<void>;
}

export interface ValkeyProcess {
  pid: number;
  url: string;
  client: Redis;
  /** Bytes that it has allocated for its data. */
  usedMemory(): Promise<number>;
  stop(): Promise<void>;
}

/** Which processor each is to use alone, if there are two. */
export interface Places {
  ledger?: number | undefined;
  valkey?: number | undefined;
}

/**
 * Starts services/quota as the hub does: in memory with a journal, or on a Valkey that writes each grant before it answers.
 *
 * @param valkeyServer program of a Valkey server, if the ledger is to be kept there
 */
export async function startLedger(places: Places, valkeyServer?: string): Promise<LedgerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'imagehub-bench-'));
  const valkey = valkeyServer ? await startValkey(valkeyServer, folder, places.valkey) : undefined;
  const port = await freePort();
  // With everything at its limit some answers take long: they are to be measured, and not refused.
  const store = valkey
    ? { REDIS_URL: valkey.url, REDIS_TIMEOUT_MS: '1000' }
    : { STATE_FILE: join(folder, 'journal') };
  const server = join(checkout, 'services/quota/dist/server.js');
  const [file = '', ...args] = [...pinned(places.ledger), ...NODE, server];
  const env = { ...NODE_ENVIRONMENT, PORT: String(port), ...store };
  const child = execa(file, args, { env, all: true, reject: false, cleanup: true });
  const stop = async () => {
    await end(child);
    await valkey?.stop();
    await rm(folder, { recursive: true });
  };
  try {
    await until(child, async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    store: valkey ? 'valkey' : 'memory',
    port,
    pid: child.pid ?? 0,
    ...(valkey && { valkey }),
    leases: () => metric(port, 'quota_leases_total{outcome="granted"}'),
    people: () => (valkey ? valkey.client.dbsize() : metric(port, 'quota_people')),
    stop,
  };
}

async function startValkey(program: string, folder: string, processor?: number): Promise<ValkeyProcess> {
  const port = await freePort();
  const settings = { bind: '127.0.0.1', port, dir: folder, appendonly: 'yes', save: '', loglevel: 'warning' };
  const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const [file = program, ...args] = [...pinned(processor), program, ...options];
  const child = execa(file, args, { all: true, reject: false, cleanup: true });
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => POLL_MS });
  client.on('error', () => {});
  const stop = async () => {
    client.disconnect();
    await end(child);
  };
  try {
    await until(child, async () => (await client.ping()) === 'PONG');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    url,
    client,
    usedMemory: async () => Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1]),
    stop,
  };
}

async function until(child: ResultPromise, isReady: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + STARTS_WITHIN_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    if (child.exitCode !== null) break;
    if (await isReady().catch(() => false)) return;
  }
  child.kill('SIGKILL');
  const { all, command } = await child;
  throw new Failure(`This did not start: ${command}`, String(all));
}

async function end(child: ResultPromise): Promise<void> {
  child.kill();
  await child;
}

async function metric(port: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length) ?? 0);
}
