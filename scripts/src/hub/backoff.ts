const firstMs = 250;
const longestMs = 30_000;

/** A part that lived this long, in milliseconds, had started well: its next failure counts as the first. */
export const settledMs = 30_000;

/**
 * How long to wait before a part is started again: 250 ms after its first failure in a row, then twice as
 * long each time, at most 30 s.
 * @param failures failures in a row, from 1
 * @returns milliseconds
 */
export function backoff(failures: number): number {
  return Math.min(longestMs, firstMs * 2 ** (failures - 1));
}
