import { type Static, Type } from '@fastify/type-provider-typebox';
import { baseEnvironment } from '@imagehub/common';

export const Environment = Type.Object({
  ...baseEnvironment,
  DATABASE_URL: Type.String({ minLength: 1, description: 'PostgreSQL database of this service' }),
  KEYS_DIR: Type.String({
    minLength: 1,
    description: 'Folder of the private signing keys, made when absent',
  }),
  CONSUL_HTTP_ADDR: Type.String({
    default: 'http://127.0.0.1:8500',
    description: 'Where the plans are configured, and the keys that sidecars verify tokens by',
  }),
  IMAGE_STORE_URL: Type.String({
    pattern: '^https?://',
    description: 'Where the pictures of a deleted account are deleted, by way of the sidecar',
  }),
  ADMIN_NAME: Type.Optional(
    Type.String({ description: 'Account with role admin, made at a start that finds no administrator' }),
  ),
  ADMIN_PASSWORD: Type.Optional(
    Type.String({
      minLength: 12,
      description: 'Password of that account when it is made; no later start changes it',
    }),
  ),
});

export type Environment = Static<typeof Environment>;

declare module 'fastify' {
  interface FastifyInstance {
    environment: Environment;
  }
}
