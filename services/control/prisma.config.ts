import path from 'node:path';
import { defineConfig } from 'prisma/config';

// Prisma downloads its schema engine when first used; ours comes from npm, so that it also works on closed networks.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(
  import.meta.dirname,
  '../../scripts/prisma-schema-engine.mjs',
);

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
