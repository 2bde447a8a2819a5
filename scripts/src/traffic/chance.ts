import { between, type Random } from '../seed/random.js';

/** One of several, each as likely as its weight says. The sum of the weights is above 0. */
export function weighted<T extends { weight: number }>(random: Random, choices: readonly T[]): T {
  let left = random() * choices.reduce((sum, { weight }) => sum + weight, 0);
  for (const choice of choices) {
    left -= choice.weight;
    if (left < 0) return choice;
  }
  return choices.findLast(({ weight }) => weight > 0) as T;
}

/** A whole number from `least` to `most`, both included. */
export function wholeBetween(random: Random, least: number, most: number): number {
  return Math.floor(between(random, least, most + 1));
}

/** One of several, the first most often: half of all choices fall on the first quarter. */
export function popular<T>(random: Random, choices: readonly T[]): T | undefined {
  return choices[Math.floor(random() ** 2 * choices.length)];
}
