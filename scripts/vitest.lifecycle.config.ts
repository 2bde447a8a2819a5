import { defineConfig } from 'vitest/config';

/** Starts whole hubs, one after the other: apart from the unit tests, which run side by side. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['src/**/*.spec.ts'],
    // They end what hangs; a start on a machine that does other work takes a minute.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
