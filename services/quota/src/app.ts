import { createService } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import type { Environment } from './environment.js';

/** The ledger of all plans: grants leases on them, so that a plan holds over every sidecar. */
export function buildApp(environment: Environment): Promise<FastifyInstance> {
  return createService({
    name: 'quota',
    title: 'Image Hub: the quota ledger',
    environment,
    directory: import.meta.dirname,
  });
}
