import { increment } from './counts.js';

/** A time in which requests failed. */
export interface Outage {
  /** When the first and the last request that failed were sent, in milliseconds since 1970. */
  from: number;
  until: number;
  failed: number;
  /** By route and status. */
  failures: Map<string, number>;
}

/** So long without a failure, and an outage is over; in milliseconds. */
const QUIET = 5_000;

/** The most that are remembered; the oldest are forgotten. */
const REMEMBERED = 200;

export interface Outages {
  /** @param failure undefined when the request did not fail */
  saw(sent: number, failure: string | undefined): void;
  list(): Outage[];
}

/** Joins failures that lie close together. Answers may come in any order. */
export function watchOutages(): Outages {
  const outages: Outage[] = [];
  return {
    saw(sent, failure) {
      if (failure === undefined) return;
      let outage = outages.findLast(({ from, until }) => sent > from - QUIET && sent < until + QUIET);
      if (!outage) {
        outage = { from: sent, until: sent, failed: 0, failures: new Map() };
        outages.push(outage);
        if (outages.length > REMEMBERED) outages.shift();
      }
      outage.from = Math.min(outage.from, sent);
      outage.until = Math.max(outage.until, sent);
      outage.failed += 1;
      increment(outage.failures, failure);
    },
    list: () => outages,
  };
}
