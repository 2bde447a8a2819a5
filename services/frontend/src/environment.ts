import { join } from 'node:path';
import { type Static, Type } from '@fastify/type-provider-typebox';
import { baseEnvironment } from '@imagehub/common';

export const Environment = Type.Object({
  ...baseEnvironment,
  GALLERY_LAYOUT: Type.Union([Type.Literal('grid'), Type.Literal('masonry')], {
    default: 'grid',
    description: 'How the gallery lays pictures out',
  }),
  WEB_DIR: Type.String({
    default: join(import.meta.dirname, '../dist/web'),
    description: 'Folder of the built web app',
  }),
});

export type Environment = Static<typeof Environment>;

declare module 'fastify' {
  interface FastifyInstance {
    environment: Environment;
  }
}
