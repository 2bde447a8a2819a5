import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { applyMigrations } from './migrations.js';
import { createTestDatabase } from './testing.js';

let directory: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'imagehub-migrations-'));
  database = await createTestDatabase(inject('postgresUrl'));
});
afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

async function migration(name: string, sql: string) {
  await mkdir(path.join(directory, name), { recursive: true });
  await writeFile(path.join(directory, name, 'migration.sql'), sql);
}

async function query(sql: string) {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

it('applies what is missing, in order, once, also when two services start together', async () => {
  await migration('0001_table', 'CREATE TABLE t (a int)');
  await migration('0002_row', 'INSERT INTO t VALUES (1)');
  const both = await Promise.all([1, 2].map(() => applyMigrations(database.url, directory)));
  expect(both.flat()).toEqual(['0001_table', '0002_row']);
  expect(await query('SELECT a FROM t')).toEqual([{ a: 1 }]);
});

it('leaves nothing of a migration that fails half-way, and names it', async () => {
  await migration('0001_half', 'CREATE TABLE t (a int); SELECT no_such_function()');
  await expect(applyMigrations(database.url, directory)).rejects.toThrow('migration 0001_half failed');
  expect(await query("SELECT to_regclass('t') AS t")).toEqual([{ t: null }]);
});

it('refuses a migration that was changed after it was applied', async () => {
  await migration('0001_table', 'CREATE TABLE t (a int)');
  await applyMigrations(database.url, directory);
  await migration('0001_table', 'CREATE TABLE t (a bigint)');
  await expect(applyMigrations(database.url, directory)).rejects.toThrow('0001_table was changed');
});
