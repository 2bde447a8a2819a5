import { Problem, type User } from '@imagehub/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findByName, nameKey } from './accounts.js';
import { audit } from './audit.js';
import { clientOf } from './client.js';
import { acquaintance } from './known-clients.js';

/**
 * The account that a name and a password belong to. What comes of it is noted in the log.
 *
 * @returns undefined for an unknown name as for a wrong password, after the same work.
 * @throws Problem 429 after too many wrong passwords, 503 when too many are compared already.
 */
export function findByPassword(request: FastifyRequest, credentials: Credentials): Promise<User | undefined> {
  return request.server.passwords.attend(() => check(request, credentials));
}

interface Credentials {
  name: string;
  password: string;
}

async function check(request: FastifyRequest, { name, password }: Credentials): Promise<User | undefined> {
  const { db, guesses } = request.server;
  const key = nameKey(name);
  const client = clientOf(request);
  const guess = await guesses
    .begin(key, client, await acquaintance(db, key, client))
    .catch((error: unknown) => {
      if (error instanceof Problem) audit(request, 'password.refused');
      throw error;
    });
  const { user, fits } = await tryPassword(request.server, key, password).catch(async (error: unknown) => {
    await guess.takeBack();
    throw error;
  });
  if (!user || !fits) {
    audit(request, 'password.wrong', user && { account: user.id });
    return undefined;
  }
  await guess.wasRight();
  return user;
}

async function tryPassword({ db, passwords }: FastifyInstance, key: string, password: string) {
  const account = await findByName(db, key);
  const fits = await passwords.fits(account?.passwordHash, password);
  return { user: account?.user, fits };
}
