import { createService } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import type { Environment } from './environment.js';

/** Accounts, plans and tokens. Everyone else knows a person only by the token signed here. */
export function buildApp(environment: Environment): Promise<FastifyInstance> {
  return createService({
    name: 'auth',
    title: 'Image Hub: accounts and tokens',
    environment,
    directory: import.meta.dirname,
  });
}
