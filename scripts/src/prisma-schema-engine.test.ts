import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import { checkout } from './checkout.js';

const run = promisify(execFile);

describe.each(['auth', 'image-store', 'control'])('the migrations of %s', (service) => {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/prisma_${randomBytes(6).toString('hex')}`;

  function prisma(...args: string[]) {
    return run(join(checkout, 'node_modules/.bin/prisma'), args, {
      cwd: join(checkout, 'services', service),
      env: { ...process.env, DATABASE_URL: url.href },
    });
  }

  test('are applied by the Prisma CLI, and make the database that the schema describes', async () => {
    const deployed = await prisma('migrate', 'deploy');
    expect(deployed.stdout).toContain('All migrations have been successfully applied.');
    const status = await prisma('migrate', 'status');
    expect(status.stdout).toContain('Database schema is up to date!');

    const source = ['--from-config-datasource', '--to-schema', 'prisma/schema.prisma'];
    const { stdout } = await prisma('migrate', 'diff', ...source, '--script');
    expect(stdout).toContain('This is an empty migration.');
  }, 60_000);
});
