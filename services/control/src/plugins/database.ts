import path from 'node:path';
import { openDatabase } from '@imagehub/common/database';
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
    const adapter = await openDatabase(app, {
      url: app.environment.DATABASE_URL,
      migrations: path.join(import.meta.dirname, '../../prisma/migrations'),
    });
    const db = new PrismaClient({ adapter });
    app.decorate('db', db);
    app.addReadinessCheck('database', () => db.$queryRaw`SELECT 1`);
    app.addHook('onClose', () => db.$disconnect());
  },
  { name: 'database' },
);
