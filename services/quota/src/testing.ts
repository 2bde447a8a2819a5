import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { FastifyInstance } from 'fastify';
import { Redis } from 'ioredis';
import { expect, inject, vi } from 'vitest';
import { buildApp } from './app.js';
import type { Environment } from './environment.js';
import type { LeaseRequest } from './protocol.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The program of a Valkey server; empty where there is none to be had, and what needs it is left out. */
    valkeyServer: string;
  }
}

/** Of all servers, as in a cluster all nodes must have the same. */
const PASSWORD = randomBytes(12).toString('hex');

export interface TestValkey {
  url: string;
  pid: () => number;
  /** Ends the server as a crash would; resolves when it is gone. */
  kill: () => Promise<void>;
  /** Starts it again, on the same port and data; resolves when it accepts connections. */
  start: () => Promise<void>;
  close: () => Promise<void>;
}

/**
 * A Valkey server of its own, which keeps what it is told.
 *
 * @param cluster whether it is a node of a cluster, that of `startCluster`.
 */
export async function startValkey({ cluster = false } = {}): Promise<TestValkey> {
  const folder = await mkdtemp(path.join(tmpdir(), 'imagehub-valkey-'));
  const port = await freePort();
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'yes',
    requirepass: PASSWORD,
    'cluster-enabled': cluster ? 'yes' : 'no',
    // By default it is 10,000 more, which may be no port.
    'cluster-port': String(await freePort()),
    // A node that never met another one does not know its own address.
    'cluster-announce-ip': '127.0.0.1',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  let child: ChildProcess;
  const valkey: TestValkey = {
    url: `redis://:${PASSWORD}@127.0.0.1:${port}`,
    pid: () => child.pid ?? 0,
    async start() {
      child = spawn(inject('valkeyServer'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
      for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
        if (line.includes('Ready to accept connections')) break;
      }
      child.stdout?.resume();
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async close() {
      await valkey.kill();
      await rm(folder, { recursive: true });
    },
  };
  await valkey.start();
  return valkey;
}

/** A cluster of two nodes, each of which has half of the slots. */
export async function startCluster(): Promise<Pick<TestValkey, 'url' | 'close'>> {
  const nodes = [await startValkey({ cluster: true }), await startValkey({ cluster: true })] as const;
  const [one, two] = nodes.map(({ url }) => new Redis(url)) as [Redis, Redis];
  await one.cluster('ADDSLOTSRANGE', 0, 8191);
  await two.cluster('ADDSLOTSRANGE', 8192, 16_383);
  // The second of two nodes, which may otherwise both call themselves the first.
  await two.cluster('SET-CONFIG-EPOCH', 2);
  await one.call('CLUSTER', 'MEET', '127.0.0.1', two.options.port ?? 0, await clusterPort(two));
  for (const client of [one, two]) {
    await vi.waitFor(async () => expect(await client.cluster('INFO')).toContain('cluster_state:ok'), WHOLE);
    client.disconnect();
  }
  return {
    url: nodes[0].url,
    close: async () => {
      for (const node of nodes) await node.close();
    },
  };
}

/** A cluster takes seconds to agree on what it is. */
const WHOLE = { timeout: 10_000, interval: 50 };

async function clusterPort(node: Redis): Promise<string> {
  const [, port = ''] = (await node.config('GET', 'cluster-port')) as string[];
  return port;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** The service as it is by default, listening nowhere, unless said otherwise. */
export async function startTestApp(overrides: Partial<Environment> = {}): Promise<FastifyInstance> {
  const app = await buildApp({
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    SERVICE_VERSION: 'v1',
    SERVICE_TIER: 'standard',
    REDIS_CLUSTER: false,
    REDIS_TIMEOUT_MS: 1000,
    MAX_PEOPLE: 1000,
    ...overrides,
  });
  await app.ready();
  return app;
}

/** 16 hexadecimal digits that nobody had before: a person or a lease. */
export function someId(): string {
  return randomBytes(8).toString('hex');
}

/** A request for one unit of a plan of 10 a minute, by somebody nobody has heard of, unless said otherwise. */
export function request(overrides: Partial<LeaseRequest> = {}): LeaseRequest {
  return { key: someId(), lease: someId(), limit: 10, window: 60, want: 1, ttl: 300, spent: 0, ...overrides };
}
