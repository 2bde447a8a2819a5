import type { Decision } from '../session/session.js';

const MINUTE = 60_000;

export interface Moment {
  /** Place in the last minute: 0 is 60 s ago, 1 is now. */
  x: number;
  admitted: boolean;
  /** Share of the limit that was left after it, 0 to 1. */
  left: number;
}

export interface LastMinute {
  moments: Moment[];
  admitted: number;
  refused: number;
}

/** What a plan decided in the minute before `now`, in ms since the epoch. */
export function lastMinute(decisions: Decision[], now: number): LastMinute {
  const moments = decisions
    .filter(({ at }) => at > now - MINUTE && at <= now)
    .map(({ at, admitted, remaining, limit }) => ({
      x: 1 - (now - at) / MINUTE,
      admitted,
      left: limit ? Math.min(1, remaining / limit) : 0,
    }));
  const admitted = moments.filter((moment) => moment.admitted).length;
  return { moments, admitted, refused: moments.length - admitted };
}
