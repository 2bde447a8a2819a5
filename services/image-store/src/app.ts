import { createService } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import type { Environment } from './environment.js';

/** Pictures: upload, list, pull. Plans and limits are the data plane's; this knows nothing of them. */
export function buildApp(environment: Environment): Promise<FastifyInstance> {
  return createService({
    name: 'image-store',
    title: 'Image Hub: pictures',
    environment,
    directory: import.meta.dirname,
  });
}
