import { type Static, Type } from '@fastify/type-provider-typebox';
import { baseEnvironment } from '@imagehub/common';

export const Environment = Type.Object({
  ...baseEnvironment,
  DATABASE_URL: Type.String({ minLength: 1, description: 'PostgreSQL database of this service' }),
  JWKS_URL: Type.String({ minLength: 1, description: 'Where the public keys of tokens are' }),
  BLOBS_DIR: Type.String({
    minLength: 1,
    description: 'Folder of the bytes, shared by all instances; made when absent',
  }),
  NEGOTIATE: Type.Boolean({
    default: false,
    description: 'Choose AVIF or WebP by the Accept header when a pull names no format',
  }),
  SHARP_THREADS: Type.Integer({
    default: 1,
    minimum: 1,
    maximum: 64,
    description: 'Threads that work on one picture',
  }),
});

export type Environment = Static<typeof Environment>;

declare module 'fastify' {
  interface FastifyInstance {
    environment: Environment;
  }
}
