import { performance } from 'node:perf_hooks';

/**
 * A clock in ms that starts with the wall clock and then never jumps: setting the wall clock forward would end
 * grants too early.
 *
 * @param atLeast time that an earlier clock showed.
 */
export function steadyClock(atLeast = 0): () => number {
  const start = Math.max(Date.now(), atLeast) - performance.now();
  return () => Math.floor(start + performance.now());
}
