import { createHash } from 'node:crypto';
import { Problem } from '@imagehub/common';
import { RateLimiterPrisma, RateLimiterRes } from 'rate-limiter-flexible';
import type { Client } from './client.js';
import type { PrismaClient } from './generated/prisma/client.js';
import type { Acquaintance } from './known-clients.js';

const QUARTER_HOUR = 15 * 60;
const HOUR = 60 * 60;

/** Wrong passwords that are taken, in seconds from the first of them. */
const LIMITS = {
  /** From a device that the account knows, wherever it is. */
  device: { points: 10, duration: QUARTER_HOUR },
  /** For one account from one address, without such a device. */
  pair: { points: 10, duration: QUARTER_HOUR },
  /** From one address, for whatever accounts: one password tried on many names. */
  address: { points: 100, duration: QUARTER_HOUR },
  /** For one account, from all strangers together: many addresses of one attacker (ASVS 4.0.3, 2.2.1). */
  strangers: { points: 100, duration: HOUR },
};

type Limit = keyof typeof LIMITS;

/** A password that is about to be tried. It counts as wrong until it is found to be right. */
export interface Guess {
  wasRight(): Promise<void>;
  /** It was not tried after all. */
  takeBack(): Promise<void>;
}

export interface Guesses {
  /**
   * Counts a guess before its password is looked at, so that many at once are no way around a limit.
   *
   * @param nameKey of an account, whether it exists or not.
   * @throws Problem 429, with a time to try again.
   */
  begin(nameKey: string, client: Client, known: Acquaintance): Promise<Guess>;
}

/**
 * Limits guessing by who guesses, never by account alone: else anybody could lock out an account's owner by guessing
 * wrong. A device that has logged in before has a count of its own (OWASP, "Slow Down Online Guessing Attacks with Device
 * Cookies"); nothing that others do stops it. An address that has logged in before is spared the count of all strangers.
 *
 * The counts are in the database: they hold over a restart, and over several instances.
 */
export function createGuesses(db: PrismaClient): Guesses {
  const limiters = Object.fromEntries(
    Object.entries(LIMITS).map(([keyPrefix, limit]) => [
      keyPrefix,
      new RateLimiterPrisma({
        storeClient: db,
        tableName: 'passwordGuesses',
        keyPrefix,
        // Housekeeping does it, once for all four.
        clearExpiredByTimeout: false,
        ...limit,
      }),
    ]),
  ) as Record<Limit, RateLimiterPrisma>;

  return {
    async begin(nameKey, client, known) {
      const counted: Count[] = [];
      const takeBack = async () => {
        for (const { limit, key } of counted) await limiters[limit].reward(key);
      };
      for (const count of countsOf(nameKey, client, known)) {
        counted.push(count);
        try {
          await limiters[count.limit].consume(count.key);
        } catch (error) {
          if (!(error instanceof RateLimiterRes)) throw error;
          // A password that is not looked at was no guess; the limiter has counted it all the same.
          await takeBack();
          throw tooMany(error);
        }
      }
      return {
        takeBack,
        async wasRight() {
          for (const { limit, key } of counted) {
            // Who has the password has nothing to be kept from, but may know other accounts' names.
            if (limit === 'device' || limit === 'pair') await limiters[limit].delete(key);
            else await limiters[limit].reward(key);
          }
        },
      };
    },
  };
}

/** Forgets counts whose time is over. */
export async function forgetOldGuesses(db: PrismaClient, now = new Date()): Promise<void> {
  await db.passwordGuesses.deleteMany({ where: { expire: { lte: now } } });
}

interface Count {
  limit: Limit;
  key: string;
}

function countsOf(nameKey: string, { address = 'direct', device }: Client, known: Acquaintance): Count[] {
  // Hashed, because people type passwords into the field of the name.
  const account = digest(nameKey);
  if (known.device && device) return [{ limit: 'device', key: `${account}:${digest(device)}` }];
  const ofAddress: Count[] = [
    { limit: 'pair', key: `${account}:${address}` },
    { limit: 'address', key: address },
  ];
  return known.address ? ofAddress : [...ofAddress, { limit: 'strangers', key: account }];
}

function tooMany({ msBeforeNext }: RateLimiterRes): Problem {
  const retryAfter = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new Problem(429, `Too many wrong passwords. Try again in ${inWords(retryAfter)}.`, {
    kind: 'too-many-guesses',
    retryAfter,
  });
}

function inWords(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
