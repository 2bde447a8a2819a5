import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort } from '../ports/free.js';
import { startPostgres } from '../postgres.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the superuser for database `postgres` of a server that lives for this test run. */
    postgresUrl: string;
  }
}

/** Vitest global setup: one PostgreSQL for all test files; each makes its own database in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'imagehub-test-'));
  // mkdtemp makes 0700; when tests run as root, the server runs as another user.
  await chmod(folder, 0o755);
  const server = await startPostgres({
    dataDir: join(folder, 'postgres'),
    port: await freePort(),
    password: randomBytes(12).toString('hex'),
    durable: false,
  });
  project.provide('postgresUrl', server.url);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
