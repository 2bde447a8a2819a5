import { defineConfig } from 'vitest/config';

/** Starts whole hubs, one after the other: apart from the unit tests, which run side by side. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['src/**/*.spec.ts'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
