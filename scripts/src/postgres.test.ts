import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { freePort } from './ports/free.js';
import { type RunningPostgres, startPostgres } from './postgres.js';
import { isAlive } from './process/inspect.js';

let folder: string;
let server: RunningPostgres | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imagehub-pg-'));
  await chmod(folder, 0o755);
});

afterEach(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the server for tests speaks UTF-8, listens on loopback only and asks for the password', async () => {
  const client = await connect(inject('postgresUrl'));
  const { rows } = await client.query(
    `SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets,
            current_setting('server_encoding') AS encoding, current_setting('server_version_num')::int / 10000 AS major`,
  );
  await client.end();
  expect(rows).toEqual([{ addresses: '127.0.0.1', sockets: '', encoding: 'UTF8', major: 17 }]);

  const wrong = new URL(inject('postgresUrl'));
  wrong.password = 'guess';
  await expect(connect(wrong.href)).rejects.toThrow(/password authentication failed/);
});

test('a second start finds the data, and ends a server that a killed run left behind', async () => {
  const options = { dataDir: join(folder, 'data'), port: 0, password: 'pass/word?', durable: false };
  options.port = await freePort();
  server = await startPostgres(options);
  await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  const leftBehind = server.pid;

  server = await startPostgres(options);
  expect(isAlive(leftBehind)).toBe(false);
  expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('a postmaster.pid that names some other process is removed and that process left alone', async () => {
  const options = { dataDir: join(folder, 'data'), port: await freePort(), password: 'x', durable: false };
  server = await startPostgres(options);
  await server.stop();
  const bystander = spawn('sleep', ['60']);
  await writeFile(join(options.dataDir, 'postmaster.pid'), `${bystander.pid}\n`);

  server = await startPostgres(options);
  expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(bystander.exitCode).toBeNull();
  bystander.kill();
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = await connect(url);
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}
