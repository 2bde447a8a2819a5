import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{services,filters}/*/{src,test,web/src}/**/*.test.ts',
      '{bench,scripts}/src/**/*.test.ts',
      'consul/*.test.ts',
    ],
    exclude: ['**/dist/**', '**/node_modules/**'],
    // Fastify's autoload imports TypeScript sources only when Vitest transforms it too.
    server: { deps: { inline: ['@fastify/autoload'] } },
    globalSetup: ['./scripts/src/testing/postgres.ts', './scripts/src/testing/valkey.ts'],
  },
  resolve: { conditions: ['source'] },
});
