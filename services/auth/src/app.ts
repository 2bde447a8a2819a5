import { createService, type ServiceDescription } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import type { Environment } from './environment.js';

/** Accounts, plans and tokens. Everyone else knows a person only by the token signed here. */
export const about: ServiceDescription = {
  name: 'auth',
  title: 'Image Hub: accounts and tokens',
  tags: {
    accounts: 'Who one is: sign up, log in, leave',
    tokens: 'How one proves it: access tokens of 15 minutes, and the cookie that renews them',
    plans: 'How much one may pull',
    keys: 'What tokens are signed with; for administrators',
  },
  securitySchemes: {
    refresh: {
      type: 'apiKey',
      in: 'cookie',
      name: 'ih_refresh',
      description: 'The refresh cookie that sign-up, log-in and refresh set; each is good for one use',
    },
  },
  directory: import.meta.dirname,
};

export function buildApp(environment: Environment): Promise<FastifyInstance> {
  return createService({ ...about, environment });
}
