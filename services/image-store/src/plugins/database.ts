import path from 'node:path';
import { applyMigrations } from '@imagehub/common';
import { PrismaPg } from '@prisma/adapter-pg';
import fp from 'fastify-plugin';
import { PrismaClient } from '../generated/prisma/client.js';

declare module 'fastify' {
  interface FastifyInstance {
    db: PrismaClient;
  }
}

/** The service's database, brought up to date before anything is served. */
export default fp(
  async (app) => {
    const { DATABASE_URL } = app.environment;
    const applied = await applyMigrations(
      DATABASE_URL,
      path.join(import.meta.dirname, '../../prisma/migrations'),
    );
    if (applied.length > 0) app.log.info({ applied }, 'migrations applied');

    const adapter = new PrismaPg(
      { connectionString: DATABASE_URL, max: 10, connectionTimeoutMillis: 2_000 },
      // A lost connection is replaced at its next use; unheard, the event would end the process.
      { onPoolError: (err) => app.log.warn({ err }, 'database connection lost') },
    );
    const db = new PrismaClient({ adapter });
    app.decorate('db', db);
    app.addReadinessCheck('database', () => db.$queryRaw`SELECT 1`);
    app.addHook('onClose', () => db.$disconnect());
  },
  { name: 'database' },
);
