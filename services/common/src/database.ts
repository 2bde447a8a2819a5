import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import type { FastifyInstance } from 'fastify';
import { applyMigrations } from './migrations.js';

export interface DatabaseOptions {
  /** URL of the service's own database. */
  url: string;
  /** Folder of its Prisma migrations. */
  migrations: string;
}

/**
 * A Prisma driver adapter on a database that is brought up to date first.
 *
 * @throws Error as `applyMigrations` does.
 */
export async function openDatabase(app: FastifyInstance, options: DatabaseOptions): Promise<PrismaPg> {
  const applied = await applyMigrations(options.url, options.migrations);
  if (applied.length > 0) app.log.info({ applied }, 'migrations applied');

  return new PrismaPg(
    { connectionString: options.url, max: 10, connectionTimeoutMillis: 2_000 },
    {
      // A lost connection is replaced at its next use; unheard, the event would end the process.
      onPoolError: (err) => app.log.warn({ err }, 'database connection lost'),
      // Named statements are parsed and planned once per connection.
      statementNameGenerator: ({ sql }) => createHash('sha1').update(sql).digest('base64url'),
    },
  );
}
