import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import { execa, type ResultPromise } from 'execa';
import { cpuTime, residentMemory } from '../procfs.js';
import { bootstrap, type Listener } from './bootstrap.js';

const STARTS_WITHIN_MS = 30_000;
const POLL_MS = 20;

/** An Envoy with one worker. */
export interface Envoy {
  /** The port of a listener. */
  port(listener: string): number;
  /** CPU time that all its threads have had, in nanoseconds. */
  cpu(): Promise<bigint>;
  /** Resident memory in bytes. */
  memory(): Promise<number>;
  /** A counter or gauge, by its full name. */
  statistic(name: string): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts Envoy with one worker and waits until its listeners accept connections.
 *
 * @param binary Envoy's program
 * @param processor the one that it alone is to use, if the load runs on another
 * @param clusters ports on 127.0.0.1 of services that filters call, by the names of their clusters
 * @throws {Failure} with Envoy's log if it does not start
 */
export async function startEnvoy(
  binary: string,
  listeners: Listener[],
  processor?: number,
  clusters: Record<string, number> = {},
): Promise<Envoy> {
  const folder = await mkdtemp(join(tmpdir(), 'imagehub-bench-'));
  const configuration = join(folder, 'envoy.json');
  await writeFile(configuration, JSON.stringify(bootstrap(listeners, clusters)));
  const adminFile = join(folder, 'admin');
  const command = [binary, '--config-path', configuration, '--admin-address-path', adminFile];
  const options = ['--concurrency', '1', '--disable-hot-restart', '--log-level', 'warn'];
  const [file = binary, ...args] = [...pinned(processor), ...command, ...options];
  const child = execa(file, args, { all: true, reject: false, cleanup: true });
  const stop = async () => {
    child.kill();
    await child;
    await rm(folder, { recursive: true });
  };
  try {
    const ports = await portsOf(child, adminFile, listeners);
    const admin = await readFile(adminFile, 'utf8');
    const pid = child.pid ?? 0;
    return {
      port: (name) => ports.get(name) ?? 0,
      cpu: () => cpuTime(pid),
      memory: () => residentMemory(pid),
      statistic: (name) => readStatistic(admin, name),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What to put before a command so that it uses one processor only. */
export function pinned(processor: number | undefined): string[] {
  return processor === undefined ? [] : ['taskset', '--cpu-list', String(processor)];
}

async function portsOf(child: ResultPromise, adminFile: string, listeners: Listener[]) {
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const ports = await readPorts(adminFile).catch(() => new Map<string, number>());
    if (listeners.every(({ name }) => ports.has(name))) return ports;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  child.kill();
  const { all } = await child;
  throw new Failure('Envoy did not start with the configuration of the benchmark:', withoutDump(String(all)));
}

/** Envoy repeats the whole configuration, indented, in its message. */
function withoutDump(log: string): string {
  return log.replace(/^ .*\n/gm, '');
}

interface Listeners {
  listener_statuses: { name: string; local_address: { socket_address: { port_value: number } } }[];
}

async function readPorts(adminFile: string): Promise<Map<string, number>> {
  const admin = await readFile(adminFile, 'utf8');
  const ready = await fetch(`http://${admin}/ready`);
  if (!ready.ok) return new Map();
  const response = await fetch(`http://${admin}/listeners?format=json`);
  const { listener_statuses } = (await response.json()) as Listeners;
  return new Map(listener_statuses.map((one) => [one.name, one.local_address.socket_address.port_value]));
}

async function readStatistic(admin: string, name: string): Promise<number> {
  const response = await fetch(`http://${admin}/stats?filter=${encodeURIComponent(`^${name}$`)}`);
  return Number((await response.text()).split(': ')[1]);
}
