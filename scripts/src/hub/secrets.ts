import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { Failure } from '../failure.js';
import type { Home } from './home.js';

/** Accounts that every hub has: one for each plan, and one that may administrate. */
export const demoAccounts = [
  { name: 'ada', plan: 'personal' },
  { name: 'grace', plan: 'team' },
  { name: 'linus', plan: 'enterprise' },
  { name: 'admin', plan: 'enterprise' },
] as const;
export type DemoName = (typeof demoAccounts)[number]['name'];

/** Made once per home. */
export interface Secrets {
  /** Passwords of PostgreSQL roles; `postgres` is the superuser. */
  postgres: Record<'postgres' | 'auth' | 'image_store', string>;
  valkey: string;
  /** Passwords of the demo accounts. */
  accounts: Record<DemoName, string>;
}

/**
 * Reads the secrets of a home. Those that it lacks are made and written, for the owner alone.
 * @throws {Failure} when they are lost but the data that they open is not
 */
export async function loadSecrets({ secrets: file, data }: Home): Promise<Secrets> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined && (await readdir(data)).includes('postgres')) {
    throw new Failure(
      `${file} is gone, and with it the passwords of the data in ${data}.`,
      'Next step: put it back, or begin anew: npm start -- --fresh',
    );
  }
  const kept = text === undefined ? {} : (JSON.parse(text) as Partial<Secrets>);
  const secrets = { ...newSecrets(), ...kept };
  if (Object.keys(kept).length < Object.keys(secrets).length) await writeSecrets(file, secrets);
  return secrets;
}

function newSecrets(): Secrets {
  return {
    postgres: { postgres: password(), auth: password(), image_store: password() },
    valkey: password(),
    accounts: { ada: password(), grace: password(), linus: password(), admin: password() },
  };
}

async function writeSecrets(file: string, secrets: Secrets): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

/** 96 bits, in letters that a shell and a URL take as they are. */
function password(): string {
  return randomBytes(12).toString('base64url');
}
