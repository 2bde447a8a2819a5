import { createService } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import type { Environment } from './environment.js';

/** Serves the web app: one page, and the files it is built of. All data comes from the other services' APIs. */
export function buildApp(environment: Environment): Promise<FastifyInstance> {
  return createService({
    name: 'frontend',
    title: 'Image Hub: web app',
    environment,
    directory: import.meta.dirname,
  });
}
