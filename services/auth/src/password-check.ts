import type { User } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import { findByName, nameKey } from './accounts.js';
import type { Client } from './client.js';
import { acquaintance } from './known-clients.js';

/** What a check of a password needs. */
type Parts = Pick<FastifyInstance, 'db' | 'guesses' | 'passwords'>;

/**
 * The account that a name and a password belong to.
 *
 * @returns undefined for an unknown name as for a wrong password, after the same work.
 * @throws Problem 429 after too many wrong passwords, 503 when too many wait.
 */
export async function findByPassword(
  parts: Parts,
  credentials: { name: string; password: string },
  client: Client,
): Promise<User | undefined> {
  const key = nameKey(credentials.name);
  const guess = await parts.guesses.begin(key, client, await acquaintance(parts.db, key, client));
  const user = await tryPassword(parts, key, credentials.password).catch(async (error: unknown) => {
    await guess.takeBack();
    throw error;
  });
  if (user) await guess.wasRight();
  return user;
}

async function tryPassword(
  { db, passwords }: Parts,
  key: string,
  password: string,
): Promise<User | undefined> {
  const account = await findByName(db, key);
  const fits = await passwords.fits(account?.passwordHash, password);
  return fits ? account?.user : undefined;
}
