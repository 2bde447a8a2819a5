import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exists } from './exists.js';
import { type Account, serverAccount } from './postgres/account.js';
import { placeData, placePrograms } from './postgres/place.js';
import { releaseDataDir } from './postgres/postmaster.js';

/** Name of the superuser of every cluster made here. */
export const superuser = 'postgres';

export interface PostgresOptions {
  /** Absolute path of the data directory; made when it is absent. */
  dataDir: string;
  /** TCP port on 127.0.0.1. */
  port: number;
  /** Password of the superuser; used when the cluster is made, and to connect. */
  password: string;
  /**
   * Whether commits survive a crash of the operating system. `false` is faster and for tests only.
   * @default true
   */
  durable?: boolean;
}

/** How to start a server on a prepared data directory. */
export interface PostgresCommand {
  file: string;
  args: string[];
  /** Account to start it as; undefined: the one we run as. */
  account: Account | undefined;
}

export interface RunningPostgres {
  pid: number;
  /** Connection URL of the superuser for the database `postgres`. */
  url: string;
  /** Ends all sessions and the server; resolves when it is gone. */
  stop(): Promise<void>;
}

/** Connection URL of the superuser for one database. */
export function postgresUrl(
  options: Pick<PostgresOptions, 'port' | 'password'>,
  database = 'postgres',
): string {
  return `postgresql://${superuser}:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${database}`;
}

/**
 * Makes a data directory ready: creates the cluster when there is none, and ends a server that a killed
 * run left on it.
 * @throws {Failure} when we are root and there is no account to run the server as
 */
export async function preparePostgres(options: PostgresOptions): Promise<PostgresCommand> {
  const account = await serverAccount();
  const { initdb, postgres } = await placePrograms(account);
  const placed = { ...options, dataDir: await placeData(options.dataDir, account) };
  await mkdir(dirname(placed.dataDir), { recursive: true });
  if (await exists(join(placed.dataDir, 'PG_VERSION'))) await releaseDataDir(placed.dataDir);
  else await createCluster(initdb, placed, account);
  return { file: postgres, args: serverArgs(placed), account };
}

/**
 * Starts a server and waits until it accepts connections.
 * @param log receives what the server writes
 * @throws with the end of the server's output when it stops before it is ready
 */
export async function startPostgres(
  options: PostgresOptions,
  log: (text: string) => void = () => {},
): Promise<RunningPostgres> {
  const command = await preparePostgres(options);
  const child = spawn(command.file, command.args, {
    ...identity(command.account),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(child, log);
  return {
    pid: child.pid as number,
    url: postgresUrl(options),
    stop: () => stop(child),
  };
}

/** What `spawn` needs to start a program as an account. */
export function identity(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

function serverArgs({ dataDir, port, durable = true }: PostgresOptions): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '32MB',
    max_wal_size: '256MB',
    // Saves the processes that only replication and parallel queries use.
    max_wal_senders: '0',
    wal_level: 'minimal',
    max_parallel_workers_per_gather: '0',
    max_logical_replication_workers: '0',
    jit: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', dataDir, '-p', String(port), ...flags];
}

/** Builds the cluster beside its place and renames it: a run killed half way leaves no half a cluster. */
async function createCluster(
  initdb: string,
  { dataDir, password, durable = true }: PostgresOptions,
  account: Account | undefined,
): Promise<void> {
  const draft = `${dataDir}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  const secretDir = await mkdtemp(join(tmpdir(), 'imagehub-initdb-'));
  const passwordFile = join(secretDir, 'password');
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (account)
      await Promise.all([draft, secretDir, passwordFile].map((p) => chown(p, account.uid, account.gid)));
    await runInitdb(
      initdb,
      [
        `--pgdata=${draft}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      account,
    );
    await rm(dataDir, { recursive: true, force: true });
    await rename(draft, dataDir);
  } finally {
    await rm(secretDir, { recursive: true, force: true });
  }
}

async function runInitdb(file: string, args: string[], account: Account | undefined): Promise<void> {
  const child = spawn(file, args, { ...identity(account), cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`initdb failed (exit code ${code}):\n${output()}`);
}

function ready(child: ChildProcess, log: (text: string) => void): Promise<void> {
  const output = collect(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      reject(new Error(`PostgreSQL ended at start (exit code ${code}):\n${output()}`)),
    );
    child.stderr?.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      log(text);
      if (text.includes('database system is ready to accept connections')) resolve();
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  // SIGINT is PostgreSQL's "fast shutdown": it ends sessions instead of waiting for them.
  child.kill('SIGINT');
  await closed;
}

/** Collects the last 4,000 characters of a program's output, for the message when it fails. */
function collect(child: ChildProcess): () => string {
  let text = '';
  const add = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-4000);
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => text;
}
