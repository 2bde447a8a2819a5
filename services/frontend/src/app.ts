import { createService, type ServiceDescription } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import type { Environment } from './environment.js';

/** Serves the web app: one page, and the files it is built of. All data comes from the other services' APIs. */
export const about: ServiceDescription = {
  name: 'frontend',
  title: 'Image Hub: web app',
  tags: { documents: 'What the hub says about its own API' },
  directory: import.meta.dirname,
};

export function buildApp(environment: Environment): Promise<FastifyInstance> {
  return createService({ ...about, environment });
}
