import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fp from 'fastify-plugin';

/** The web app's files under `/assets`. Their names hold a hash of their content, so no copy ever goes stale. */
export default fp(
  async (app) =>
    app.register(fastifyStatic, {
      root: join(app.environment.WEB_DIR, 'assets'),
      prefix: '/assets/',
      index: false,
      decorateReply: false,
      preCompressed: true,
      immutable: true,
      maxAge: '1y',
    }),
  { name: 'assets' },
);
