import { randomBytes } from 'node:crypto';
import { Problem } from '@imagehub/common';
import { hash, verify } from '@node-rs/argon2';
import { Semaphore } from 'async-mutex';

// OWASP's Password Storage Cheat Sheet: Argon2id with 19 MiB, 2 passes, 1 lane.
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Passwords at work. Each takes 19 MiB and one of libuv's four threads, of which two are left for everything else. */
const AT_WORK = 2;

/** Passwords at work and waiting: of the last one the answer comes after about a second, as 64 × 30 ms / 2. */
const TOGETHER = 64;

/** Hashing of passwords, few at a time: a flood of log-ins waits or is refused, and takes no more memory. */
export interface Passwords {
  /** Argon2id (RFC 9106) in PHC string format. */
  hash(password: string): Promise<string>;
  /**
   * Says whether a password fits a hash. Without a hash (no such account) it does the same work and says no, so that the
   * time of an answer does not tell which names exist.
   */
  fits(passwordHash: string | undefined, password: string): Promise<boolean>;
}

/**
 * Both functions throw a Problem 503 when too many passwords wait already.
 *
 * @param onRun told of each run of Argon2.
 */
export async function createPasswords(onRun: (operation: 'hash' | 'verify') => void): Promise<Passwords> {
  const places = new Semaphore(AT_WORK);
  let together = 0;
  const decoy = await hash(randomBytes(32), PARAMETERS);

  async function inTurn<T>(operation: 'hash' | 'verify', run: () => Promise<T>): Promise<T> {
    if (together >= TOGETHER) {
      throw new Problem(503, 'Too many people log in at this moment. Try again shortly.', {
        kind: 'busy',
        retryAfter: 2,
      });
    }
    together += 1;
    try {
      return await places.runExclusive(() => {
        onRun(operation);
        return run();
      });
    } finally {
      together -= 1;
    }
  }

  return {
    hash: (password) => inTurn('hash', () => hash(password, PARAMETERS)),
    async fits(passwordHash, password) {
      const fits = await inTurn('verify', () => verify(passwordHash ?? decoy, password));
      return passwordHash !== undefined && fits;
    },
  };
}
