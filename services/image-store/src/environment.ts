import { type Static, Type } from '@fastify/type-provider-typebox';
import { baseEnvironment } from '@imagehub/common';

export const Environment = Type.Object({
  ...baseEnvironment,
  DATABASE_URL: Type.String({ minLength: 1, description: 'PostgreSQL database of this service' }),
  JWKS_URL: Type.String({ minLength: 1, description: 'Where the public keys of tokens are' }),
  BLOBS_DIR: Type.String({
    minLength: 1,
    description:
      'Folder of uploads under way, renditions, and without S3 the originals; shared by all instances on a machine; made when absent',
  }),
  RENDITIONS_MB: Type.Integer({
    default: 2_000,
    minimum: 1,
    description: 'Megabytes of renditions to keep; beyond, those go first that nobody asked for longest',
  }),
  HOUSEKEEPING_SECONDS: Type.Integer({
    default: 300,
    minimum: 1,
    description: 'Seconds between two rounds that remove what was left behind',
  }),
  MAX_ORPHANS: Type.Integer({
    default: 20,
    minimum: 0,
    description:
      'Originals without an image that housekeeping removes in a round; were it more, the database is taken for a wrong one',
  }),
  S3_BUCKET: Type.String({ default: '', description: 'Bucket of the originals; empty for the folder' }),
  S3_ENDPOINT: Type.String({ default: '', description: 'URL of a server that speaks S3; empty for AWS' }),
  S3_REGION: Type.String({ default: 'us-east-1', description: 'Region of the bucket' }),
  S3_ACCESS_KEY_ID: Type.String({ default: '', description: 'Empty for where the AWS SDK looks by itself' }),
  S3_SECRET_ACCESS_KEY: Type.String({ default: '', description: 'The secret to S3_ACCESS_KEY_ID' }),
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
