import { readFileSync } from 'node:fs';
import pg from 'pg';
import { inHome, portOf } from './hub.js';

/** Asks the database of a service of the hub under test. */
export async function query<Row extends pg.QueryResultRow>(
  database: 'auth' | 'image_store',
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const secrets = JSON.parse(readFileSync(inHome('secrets.json'), 'utf8'));
  const client = new pg.Client({
    host: '127.0.0.1',
    port: portOf('postgres'),
    user: database,
    database,
    password: secrets.postgres[database],
  });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
