import { setTimeout as delay } from 'node:timers/promises';
import { deleteMembers } from '../traffic/clean-up.js';
import { connect } from '../traffic/client.js';
import { increment, sumOf } from '../traffic/counts.js';
import type { Mix } from '../traffic/mix.js';
import { startRun } from '../traffic/run.js';
import { newTally } from '../traffic/tally.js';

/** Requests a second, about. */
export const RATE = 15;

/** More members than usual, so that each service is asked for something at each moment. */
const mix: Mix = { visitor: 40, personal: 20, team: 20, enterprise: 20 };

/** So long without a failure, and it is over, in milliseconds. */
const QUIET = 10_000;
/** What still fails after this is not waited for. */
const PATIENCE = 120_000;

/** What people noticed of something. */
export interface Notice {
  requests: number;
  failed: number;
  /** By route and status: `pull 503`. */
  failures: Map<string, number>;
  /** When the first and the last that failed were sent, in milliseconds since 1970; undefined when none failed. */
  from?: number;
  until?: number;
}

export interface Load {
  /** What is noticed of an act, from its begin until nothing has failed for ten seconds. */
  during(act: () => Promise<void>): Promise<Notice>;
  /** Everybody leaves, and the accounts are deleted. */
  end(): Promise<void>;
}

/**
 * Lets people use a hub, the same ones each time.
 * @param signal what is waited for then rejects; people stay until the end
 */
export function startLoad(origin: string, signal: AbortSignal): Load {
  const client = connect(origin, 32);
  const tally = newTally();
  const stopped = new AbortController();
  const people = startRun(origin, client, tally, { rate: RATE, mix, seed: 1 }, stopped.signal);
  return {
    async during(act) {
      tally.takeSpan('line');
      const begun = Date.now();
      await act();
      const acted = Date.now();
      const outages = () => tally.outages.list().filter(({ until }) => until >= begun);
      const lastFailure = () => Math.max(acted, ...outages().map(({ until }) => until));
      while (Date.now() < lastFailure() + QUIET && Date.now() < acted + PATIENCE) {
        await delay(250, undefined, { signal });
      }

      const failures = new Map<string, number>();
      for (const outage of outages()) {
        for (const [what, times] of outage.failures) increment(failures, what, times);
      }
      const notice = { requests: tally.takeSpan('line').requests, failed: sumOf(failures), failures };
      if (notice.failed === 0) return notice;
      return {
        ...notice,
        from: Math.min(...outages().map(({ from }) => from)),
        until: Math.max(...outages().map(({ until }) => until)),
      };
    },
    async end() {
      stopped.abort();
      await people.ended;
      await deleteMembers(people.members, new AbortController().signal);
      await client.close();
    },
  };
}
