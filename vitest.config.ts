import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const services = readdirSync('services');

export default defineConfig({
  test: {
    include: [
      '{services,filters}/*/{src,test,web/src}/**/*.test.ts',
      '{bench,scripts}/src/**/*.test.ts',
      'consul/*.test.ts',
    ],
    exclude: ['**/dist/**', '**/node_modules/**'],
    // Of two processors Vitest would leave one to itself, which then does next to nothing.
    maxWorkers: '100%',
    // Many tests start a service on a database; on a busy machine that takes seconds.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Fastify's autoload imports TypeScript sources only when Vitest transforms it too.
    server: { deps: { inline: ['@fastify/autoload'] } },
    globalSetup: ['postgres', 'valkey', 's3'].map((name) => `./scripts/src/testing/${name}.ts`),
    // Of the services alone: filters run as wasm, and pages and the runner are proved by the end-to-end tests.
    coverage: {
      include: ['services/*/src/**/*.ts'],
      exclude: ['**/generated/**', '**/testing.ts', '**/server.ts'],
      reporter: ['text-summary'],
      thresholds: Object.fromEntries(services.map((name) => [`services/${name}/src/**`, { branches: 90 }])),
    },
  },
  resolve: { conditions: ['source'] },
});
