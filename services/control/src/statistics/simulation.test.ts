import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Variant } from './experiment.js';
import { MISMATCH, MISMATCH_AT_ANY_TIME, SIGNIFICANCE } from './levels.js';
import { chiSquareOf, lookAgain, type Sequence, sequentialP } from './mismatch.js';
import { exposuresNeeded, powerOf } from './power.js';
import { compare } from './proportion.js';
import { type ReadOut, readOut } from './read-out.js';

const EXPERIMENTS = 1000;

/** By probability: between these, 99.9 % of the time, is how many of 1,000 alarm when each does so with it. */
const { bounds: BOUNDS } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'reference/reference.json'), 'utf8'),
) as { bounds: Record<'0.01' | '0.05' | '0.8', readonly [number, number]> };

/** Mulberry32: the same numbers at each run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function conversionsOf(random: () => number, exposures: number, rate: number) {
  let conversions = 0;
  for (let visitor = 0; visitor < exposures; visitor += 1) if (random() < rate) conversions += 1;
  return { exposures, conversions };
}

/** Adds so many visitors, spread by these shares. */
function spread(random: () => number, shares: readonly number[], visitors: number, to: number[]): void {
  for (let visitor = 0; visitor < visitors; visitor += 1) {
    let place = random();
    let index = 0;
    while (place >= (shares[index] ?? 1)) {
      place -= shares[index] ?? 1;
      index += 1;
    }
    to[index] = (to[index] ?? 0) + 1;
  }
}

function howMany(alarms: () => boolean): number {
  return Array.from({ length: EXPERIMENTS }, alarms).filter(Boolean).length;
}

const variants = (...shares: number[]) =>
  shares.map((share, level): Variant => ({ key: 'abc'[level] ?? '', share, levels: [level] }));

function expectBetween(count: number, [low, high]: readonly [number, number]): void {
  expect(count).toBeGreaterThanOrEqual(low);
  expect(count).toBeLessThanOrEqual(high);
}

describe('of a thousand experiments without a difference', () => {
  it('the test of two rates takes 5 % for one', () => {
    const random = randomFrom(1);
    const alarms = howMany(() => {
      const [a, b] = [conversionsOf(random, 1000, 0.2), conversionsOf(random, 1200, 0.2)];
      return (compare(b, a)?.p ?? 1) < 0.05;
    });
    expectBetween(alarms, BOUNDS[0.05]);
  });

  it('the chi-square test takes 5 %, or 1 %, for a mismatch', () => {
    const random = randomFrom(2);
    const ps = Array.from({ length: EXPERIMENTS }, () => {
      const exposures = [0, 0, 0];
      spread(random, [0.5, 0.3, 0.2], 1000, exposures);
      return chiSquareOf(variants(0.5, 0.3, 0.2), exposures)?.p ?? 1;
    });
    expectBetween(ps.filter((p) => p < 0.05).length, BOUNDS[0.05]);
    expectBetween(ps.filter((p) => p < 0.01).length, BOUNDS[0.01]);
  });

  it('the sequential test takes no more than 5 % for a mismatch, looked at forty times', () => {
    const random = randomFrom(3);
    const alarms = howMany(() => finalP(random, [0.5, 0.5]) < 0.05);
    expect(alarms).toBeLessThanOrEqual(BOUNDS[0.05][1]);
    expect(alarms).toBeGreaterThan(0);
  });

  it('no more than 5 % have a winner, of three variants', () => {
    const random = randomFrom(4);
    const winners = howMany(() => verdict(random, [0.2, 0.2, 0.2], 600).kind === 'winner');
    expect(winners).toBeLessThanOrEqual(BOUNDS[0.05][1]);
    expect(winners).toBeGreaterThan(0);
  });
});

describe('an experiment with a difference', () => {
  it('finds it as often as its power says', () => {
    const random = randomFrom(5);
    const plan = { baseline: 0.2, minimumEffect: 0.25, significance: SIGNIFICANCE };
    const exposures = exposuresNeeded(plan, 1, 0.8) ?? 0;
    expect(powerOf(plan, exposures, exposures)).toBeCloseTo(0.8, 3);
    const found = howMany(() => {
      const [a, b] = [conversionsOf(random, exposures, 0.2), conversionsOf(random, exposures, 0.25)];
      return (compare(b, a)?.p ?? 1) < SIGNIFICANCE;
    });
    expectBetween(found, BOUNDS[0.8]);
  });

  it('that should be spread 50 to 50 and is 48 to 52 raises both alarms within 30,000 visitors', () => {
    const random = randomFrom(6);
    for (let experiment = 0; experiment < 100; experiment += 1) {
      const exposures = [0, 0];
      spread(random, [0.48, 0.52], 30_000, exposures);
      const sequence = lookAgain(undefined, variants(0.5, 0.5), exposures);
      expect(sequentialP(sequence)).toBeLessThan(MISMATCH_AT_ANY_TIME);
      expect(chiSquareOf(variants(0.5, 0.5), exposures)?.p).toBeLessThan(MISMATCH);
    }
  });
});

/** p of the sequential test after forty looks, one each 100 visitors. */
function finalP(random: () => number, shares: readonly number[]): number {
  let sequence: Sequence | undefined;
  const exposures = shares.map(() => 0);
  for (let look = 0; look < 40; look += 1) {
    spread(random, shares, 100, exposures);
    sequence = lookAgain(sequence, variants(0.5, 0.5), exposures);
  }
  return sequence ? sequentialP(sequence) : 1;
}

function verdict(random: () => number, rates: readonly number[], exposures: number): ReadOut['verdict'] {
  const keys = rates.map((_, index) => `${index}`);
  return readOut({
    experiment: { key: 'aa', variants: keys.map((key) => ({ key })) },
    counts: rates.map((rate, index) => ({ variant: `${index}`, ...conversionsOf(random, exposures, rate) })),
    minimumEffect: 0.5,
  }).verdict;
}
