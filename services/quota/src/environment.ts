import { type Static, Type } from '@fastify/type-provider-typebox';
import { baseEnvironment } from '@imagehub/common';

export const Environment = Type.Object({
  ...baseEnvironment,
  REDIS_URL: Type.Optional(
    Type.String({
      pattern: '^rediss?://',
      description:
        'Valkey or Redis that keeps the ledger, redis:// or rediss://; without it this process does',
    }),
  ),
  REDIS_CLUSTER: Type.Boolean({
    default: false,
    description: 'Whether REDIS_URL is a node of a cluster',
  }),
  REDIS_TIMEOUT_MS: Type.Integer({
    default: 40,
    minimum: 1,
    maximum: 1000,
    description: 'What has no answer from REDIS_URL by then is answered 503; less than the callers wait',
  }),
  STATE_FILE: Type.Optional(
    Type.String({ minLength: 1, description: 'Journal by which a ledger in memory outlives its process' }),
  ),
  MAX_PEOPLE: Type.Integer({
    default: 1_000_000,
    minimum: 1,
    description: 'People that the ledger in memory knows at once; further ones are answered 503',
  }),
});

export type Environment = Static<typeof Environment>;

declare module 'fastify' {
  interface FastifyInstance {
    environment: Environment;
  }
}
