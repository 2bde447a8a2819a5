import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './accounts.js';
import { type Image, pull } from './images.js';
import { quotaOf } from './rate-limit.js';

export interface Answer {
  /** Time of sending, on the clock of `performance.now`. */
  started: number;
  /** HTTP status, or 0 when the connection failed. */
  status: number;
  quota: number | undefined;
}

interface Load {
  /** Resolves when each account has been answered at least once. */
  settled(): Promise<void>;
  /** Resolves when the newest answer of each account is as wanted. */
  untilAllAnswer(wanted: (headers: Headers) => boolean): Promise<void>;
  /** Resolves when the load has run for a time in ms. */
  forAtLeast(ms: number): Promise<void>;
  stop(): Promise<Answer[]>;
}

/** Pause between two requests of one account, in ms: steady, and slow enough for a plan of 1000 a minute. */
const PAUSE = 20;

/** Has each account pull a picture again and again, one request at a time, until stopped. */
export function startLoad(accounts: Account[], image: Image): Load {
  const answers: Answer[] = [];
  const newest = new Map<Account, Headers>();
  const begun = performance.now();
  let running = true;
  let onAnswer = () => {};

  const runs = accounts.map(async (account) => {
    while (running) {
      const started = performance.now();
      try {
        const { status, response } = await pull(account.token, image);
        newest.set(account, response.headers);
        answers.push({ started, status, quota: quotaOf(response.headers) });
      } catch {
        answers.push({ started, status: 0, quota: undefined });
      }
      onAnswer();
      await delay(PAUSE);
    }
  });

  function until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      onAnswer = () => {
        if (condition()) resolve();
      };
      onAnswer();
    });
  }

  return {
    settled: () => until(() => newest.size === accounts.length),
    untilAllAnswer: (wanted) => until(() => [...newest.values()].every(wanted)),
    forAtLeast: (ms) => until(() => performance.now() - begun >= ms),
    async stop() {
      running = false;
      await Promise.all(runs);
      return answers;
    },
  };
}
