import { createService, type ServiceDescription } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import type { Environment } from './environment.js';

/** Pictures: upload, list, pull. Plans and limits are the data plane's; this knows nothing of them. */
export const about: ServiceDescription = {
  name: 'image-store',
  title: 'Image Hub: pictures',
  tags: { images: 'Pictures: upload, find, pull in another size or format, like, delete' },
  directory: import.meta.dirname,
};

export function buildApp(environment: Environment): Promise<FastifyInstance> {
  return createService({ ...about, environment });
}
