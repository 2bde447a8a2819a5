import pg from 'pg';
import { postgresUrl } from '../postgres.js';
import type { Blueprint } from './blueprint.js';

const names = ['auth', 'image_store'] as const;

/** Makes a database for each service that stores, owned by a role that can reach no other. */
export async function createDatabases({ ports, secrets }: Blueprint): Promise<void> {
  const connectionString = postgresUrl({ port: ports.postgres, password: secrets.postgres.postgres });
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const name of names) await createDatabase(client, name, secrets.postgres[name]);
  } finally {
    await client.end();
  }
}

async function createDatabase(client: pg.Client, name: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount !== 0) return;
  const identifier = client.escapeIdentifier(name);
  // A run killed between the two statements has left the role.
  await client.query(`DROP ROLE IF EXISTS ${identifier}`);
  await client.query(`CREATE ROLE ${identifier} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  await client.query(`CREATE DATABASE ${identifier} OWNER ${identifier}`);
  await client.query(`REVOKE CONNECT ON DATABASE ${identifier} FROM PUBLIC`);
}
