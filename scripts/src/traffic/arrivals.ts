import type { Random } from '../seed/random.js';

/** Length of a day in this load, in seconds: its ebb and flow can be seen within a coffee break. */
export const DAY = 600;

/** How far the busiest and the quietest hour are from the mean, as a share of it. */
const DEPTH = 0.5;

/** What the mean rate is multiplied by at a time in seconds; a run begins in the morning, at the mean. */
export function wave(time: number): number {
  return 1 + DEPTH * Math.sin((2 * Math.PI * time) / DAY);
}

/**
 * When people come, in seconds from the start, without end: a Poisson process whose rate follows the wave, by thinning
 * (Lewis and Shedler, Simulation of nonhomogeneous Poisson processes by thinning, 1979).
 * @param rate mean arrivals a second, above 0
 */
export function* arrivals(random: Random, rate: number): Generator<number, never> {
  const highest = rate * (1 + DEPTH);
  for (let time = 0; ; ) {
    time -= Math.log(1 - random()) / highest;
    if (random() * highest < rate * wave(time)) yield time;
  }
}
