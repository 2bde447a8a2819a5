import { randomBytes } from 'node:crypto';
import { Problem, traced } from '@imagehub/common';
import { hash, verify } from '@node-rs/argon2';
import { Semaphore } from 'async-mutex';

// OWASP's Password Storage Cheat Sheet: Argon2id with 19 MiB, 2 passes, 1 lane.
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Passwords at work. Each takes 19 MiB and one of libuv's four threads, of which two are left for everything else. */
const AT_WORK = 2;

/** Log-ins and sign-ups at once. Of the last one the answer comes after about a second, as 64 × 30 ms / 2. */
const TOGETHER = 64;

/** Hashing of passwords, few at a time: a flood of log-ins waits or is refused, and takes no more memory. */
export interface Passwords {
  /**
   * Does what needs a password hashed or compared, from its first query on: a flood must not use up the connections to
   * the database either.
   *
   * @throws Problem 503 when too much of that is under way already.
   */
  attend<T>(work: () => Promise<T>): Promise<T>;
  /** Argon2id (RFC 9106) in PHC string format. */
  hash(password: string): Promise<string>;
  /**
   * Says whether a password fits a hash. Without a hash (no such account) it does the same work and says no, so that the
   * time of an answer does not tell which names exist.
   */
  fits(passwordHash: string | undefined, password: string): Promise<boolean>;
}

/** @param onRun told of each run of Argon2. */
export async function createPasswords(onRun: (operation: 'hash' | 'verify') => void): Promise<Passwords> {
  const places = new Semaphore(AT_WORK);
  let together = 0;
  const decoy = await hash(randomBytes(32), PARAMETERS);

  function run<T>(operation: 'hash' | 'verify', argon2: () => Promise<T>): Promise<T> {
    return places.runExclusive(() => {
      onRun(operation);
      return traced(`argon2 ${operation}`, argon2);
    });
  }

  return {
    async attend(work) {
      if (together >= TOGETHER) throw busy();
      together += 1;
      try {
        return await work();
      } finally {
        together -= 1;
      }
    },
    hash: (password) => run('hash', () => hash(password, PARAMETERS)),
    async fits(passwordHash, password) {
      const fits = await run('verify', () => verify(passwordHash ?? decoy, password));
      return passwordHash !== undefined && fits;
    },
  };
}

function busy(): Problem {
  return new Problem(503, 'Too many people log in at this moment. Try again shortly.', {
    kind: 'busy',
    retryAfter: 2,
  });
}
