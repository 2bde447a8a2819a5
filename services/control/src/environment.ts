import { type Static, Type } from '@fastify/type-provider-typebox';
import { baseEnvironment } from '@imagehub/common';

export const Environment = Type.Object({
  ...baseEnvironment,
  DATABASE_URL: Type.String({ minLength: 1, description: 'PostgreSQL database of this service' }),
  JWKS_URL: Type.String({ minLength: 1, description: 'Where the public keys of tokens are' }),
  CONSUL_HTTP_ADDR: Type.String({
    default: 'http://127.0.0.1:8500',
    pattern: '^https?://',
    description: 'Where the rules are configured, and the sidecars registered',
  }),
  FILTERS_DIR: Type.String({
    minLength: 1,
    description: 'Folder of the compiled filters, with those of before that may be gone back to',
  }),
  ACTIVATION_MS: Type.Integer({
    default: 10_000,
    minimum: 100,
    maximum: 300_000,
    description: 'Milliseconds that a write waits for the sidecars to run it or to refuse it',
  }),
});

export type Environment = Static<typeof Environment>;

declare module 'fastify' {
  interface FastifyInstance {
    environment: Environment;
  }
}
