import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type {} from 'vitest';

export { startTestZipkin, type TestZipkin, type ZipkinSpan } from './testing-zipkin.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the superuser of the PostgreSQL server that lives for this test run. */
    postgresUrl: string;
  }
}

/**
 * Creates an empty database on a test server.
 *
 * @param serverUrl URL of a role that may create databases: `inject('postgresUrl')`.
 * @returns its URL, and `drop` to remove it with all connections it still has.
 */
export async function createTestDatabase(
  serverUrl: string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function execute(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
