import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { probabilitiesToBeBest } from './best.js';
import type { Counts } from './counts.js';
import type { Variant } from './experiment.js';
import { type Effect, effectsOf } from './factorial.js';
import { liftOf } from './lift.js';
import { chiSquareOf, logBayesFactor } from './mismatch.js';
import { exposuresNeeded, type Plan, powerOf } from './power.js';
import { adjustedByHolm, compare, rateOf } from './proportion.js';

/** What scipy, statsmodels and mpmath say; `reference/reference.py` has made it. */
const reference = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'reference/reference.json'), 'utf8'),
) as Reference;

/** Conversions and exposures. */
type Pair = readonly [number, number];

interface Reference {
  rates: { counts: Pair; value: number; low: number; high: number }[];
  comparisons: {
    variant: Pair;
    control: Pair;
    z: number;
    p: number;
    lift: { value: number | null; low: number; high: number | null } | null;
  }[];
  adjustments: { ps: number[]; adjusted: number[] }[];
  best: { counts: Pair[]; best: number[] }[];
  mismatches: {
    shares: number[];
    exposures: number[];
    chiSquare: { statistic: number; p: number } | null;
    logBayesFactor: number;
  }[];
  plans: { plan: Plan; ratio: number; needed: number; control: number; power: number }[];
  factorials: {
    levels: number[];
    cells: Pair[];
    main: (ReferenceEffect | null)[];
    interactions: (ReferenceEffect | null)[];
  }[];
}

interface ReferenceEffect {
  likelihoodRatio: number;
  degreesOfFreedom: number;
  p: number;
  coefficients: number[] | null;
  errors: number[] | null;
  wald: number | null;
}

const counts = ([conversions, exposures]: Pair): Counts => ({ exposures, conversions });

/** Equal to one part in a million; what is smaller than 10⁻³, to 10⁻⁹. */
function expectClose(actual: unknown, expected: unknown, about: unknown): void {
  if (typeof expected !== 'number') {
    expect(actual ?? null, JSON.stringify(about)).toBe(expected);
    return;
  }
  expect(Number.isFinite(actual), JSON.stringify(about)).toBe(true);
  const error = Math.abs((actual as number) - expected);
  const allowed = Math.max(1e-9, 1e-6 * Math.abs(expected));
  expect(error, `${actual} is not ${expected} in ${JSON.stringify(about)}`).toBeLessThanOrEqual(allowed);
}

function expectAllClose(
  actual: readonly unknown[] | null | undefined,
  expected: readonly number[] | null,
  about: unknown,
) {
  expect(actual?.length, JSON.stringify(about)).toBe(expected?.length);
  expected?.forEach((value, index) => {
    expectClose(actual?.[index], value, about);
  });
}

describe('the statistics equal those of scipy and statsmodels to a millionth', () => {
  it('in rates and their intervals', () => {
    for (const one of reference.rates) {
      const rate = rateOf(counts(one.counts));
      for (const bound of ['value', 'low', 'high'] as const) expectClose(rate?.[bound], one[bound], one);
    }
  });

  it('in tests against the control', () => {
    for (const one of reference.comparisons) {
      const comparison = compare(counts(one.variant), counts(one.control));
      expectClose(comparison?.z, one.z, one);
      expectClose(comparison?.p, one.p, one);
    }
  });

  it('in lifts and their intervals', () => {
    for (const one of reference.comparisons) {
      const lift = liftOf(counts(one.variant), counts(one.control));
      for (const bound of ['value', 'low', 'high'] as const)
        expectClose(lift?.[bound], one.lift?.[bound] ?? null, one);
    }
  });

  it('in tests of several variants', () => {
    for (const one of reference.adjustments) expectAllClose(adjustedByHolm(one.ps), one.adjusted, one);
  });

  it('in probabilities to be best', () => {
    for (const one of reference.best)
      expectAllClose(probabilitiesToBeBest(one.counts.map(counts)), one.best, one);
  });

  it('in both tests for a mismatch', () => {
    for (const one of reference.mismatches) {
      const variants = one.shares.map(
        (share, index): Variant => ({ key: `${index}`, share, levels: [index] }),
      );
      const chiSquare = chiSquareOf(variants, one.exposures);
      expectClose(chiSquare?.statistic, one.chiSquare?.statistic ?? null, one);
      expectClose(chiSquare?.p, one.chiSquare?.p ?? null, one);
      expectClose(logBayesFactor(variants, one.exposures), one.logBayesFactor, one);
    }
  });

  it('in the size of an experiment and its power', () => {
    for (const one of reference.plans) {
      expect(exposuresNeeded(one.plan, one.ratio, 0.8), JSON.stringify(one)).toBe(one.needed);
      expectClose(powerOf(one.plan, one.control, one.control * one.ratio), one.power, one);
    }
  });

  it('in the effects of factors, and in which have no estimate', () => {
    for (const one of reference.factorials) {
      const factors = one.levels.map((size, index) => ({
        key: `factor-${index}`,
        variants: Array.from({ length: size }, (_, level) => `${level}`),
      }));
      const combinations = one.levels.reduce<number[][]>(
        (before, size) =>
          before.flatMap((levels) => Array.from({ length: size }, (_, level) => [...levels, level])),
        [[]],
      );
      const variants = combinations.map((levels) => ({ key: levels.join('+'), share: 0, levels }));
      const effects = effectsOf(factors, variants, one.cells.map(counts));
      expectEffects(effects.main, one.main);
      expectEffects(effects.interactions, one.interactions);
    }
  });
});

function expectEffects(actual: readonly Effect[], expected: readonly (ReferenceEffect | null)[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((one, index) => {
    const effect = actual[index];
    if (!one) {
      expect(effect).toMatchObject({ coefficients: null, wald: null, likelihoodRatio: null });
      return;
    }
    const coefficients = effect?.coefficients ?? null;
    expectAllClose(
      coefficients?.map(({ logOdds }) => logOdds),
      one.coefficients,
      one,
    );
    expectAllClose(
      coefficients?.map(({ standardError }) => standardError),
      one.errors,
      one,
    );
    expectClose(effect?.wald?.statistic, one.wald, one);
    expectClose(effect?.likelihoodRatio?.statistic, one.likelihoodRatio, one);
    expectClose(effect?.likelihoodRatio?.p, one.p, one);
    expect(effect?.likelihoodRatio?.degreesOfFreedom).toBe(one.degreesOfFreedom);
    expect(effect?.note === null).toBe(one.coefficients !== null);
  });
}
