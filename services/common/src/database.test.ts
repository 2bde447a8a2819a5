import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Fastify from 'fastify';
import pg from 'pg';
import { afterAll, expect, inject, it, vi } from 'vitest';
import { openDatabase } from './database.js';
import { createTestDatabase } from './testing.js';

const directory = await mkdtemp(path.join(tmpdir(), 'imagehub-migrations-'));
const database = await createTestDatabase(inject('postgresUrl'));
await mkdir(path.join(directory, '0001_init'));
await writeFile(path.join(directory, '0001_init/migration.sql'), 'CREATE TABLE things (n integer);');

afterAll(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

it('opens a database that is up to date, says what was applied, and outlives its connections', async () => {
  const app = Fastify();
  const { info, warn } = { info: vi.spyOn(app.log, 'info'), warn: vi.spyOn(app.log, 'warn') };
  const open = () => openDatabase(app, { url: database.url, migrations: directory });
  const opened = await (await open()).connect();
  expect(info).toHaveBeenCalledWith({ applied: ['0001_init'] }, 'migrations applied');
  const count = () => opened.queryRaw({ sql: 'SELECT n FROM things', args: [], argTypes: [] });
  expect((await count()).columnNames).toEqual(['n']);

  await endConnections(database.url);
  await vi.waitFor(() => expect(warn).toHaveBeenCalledWith(expect.anything(), 'database connection lost'));
  expect((await count()).columnNames).toEqual(['n']);
  await opened.dispose();

  info.mockClear();
  await (await (await open()).connect()).dispose();
  expect(info).not.toHaveBeenCalled();
});

async function endConnections(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await client.end();
}
