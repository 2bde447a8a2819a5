import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.js';
import type { Secrets } from '../hub/secrets.js';

/**
 * What docker-compose.yml sets for a container that works on the hub.
 * @throws {Failure} that names the variable when it is not set
 */
export function setting(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Failure(`${name} is not set: docker-compose.yml sets it for this container.`);
}

/**
 * The demo accounts' passwords, by name, from the folder ACCOUNTS_DIR.
 * @throws {Failure} when there is no such folder
 */
export async function demoAccounts(): Promise<Secrets['accounts']> {
  const file = join(setting('ACCOUNTS_DIR'), 'accounts.json');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Failure(`${file} cannot be read: docker compose up secrets makes it.`);
  });
  return JSON.parse(text) as Secrets['accounts'];
}
