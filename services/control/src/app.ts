import { createService, type ServiceDescription } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import type { Environment } from './environment.js';

/** The management plane: what the filters of the data plane decide by, changed while they run. */
export const about: ServiceDescription = {
  name: 'control',
  title: 'Image Hub: rules of the data plane',
  tags: {
    rules: 'What the filters decide by: plans, classes of service, experiments; for administrators',
    history: 'Who changed which rules, when and why; for administrators',
    filters: 'Which version of each filter runs; for administrators',
  },
  directory: import.meta.dirname,
};

export function buildApp(environment: Environment): Promise<FastifyInstance> {
  return createService({ ...about, environment });
}
