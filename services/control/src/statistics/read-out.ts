import { probabilitiesToBeBest } from './best.js';
import { type Counts, countsOf, type VariantCounts } from './counts.js';
import { type Experiment, type Variant, variantsOf } from './experiment.js';
import { effectsOf, type FactorialEffects } from './factorial.js';
import type { Interval } from './interval.js';
import { MISMATCH, MISMATCH_AT_ANY_TIME, POWER, SIGNIFICANCE } from './levels.js';
import { type Lift, liftOf } from './lift.js';
import { type ChiSquare, chiSquareOf, lookAgain, type Sequence, sequentialP } from './mismatch.js';
import { exposuresNeeded, type Plan, powerOf, requireEffect } from './power.js';
import { adjustedByHolm, type Comparison, compare, rateOf } from './proportion.js';
import { type Verdict, verdictOf } from './verdict.js';

/** What is to be read out: an experiment, and what was counted of it for one goal. */
export interface Findings {
  experiment: Experiment;
  /** Since the experiment has run as it is configured now. In any order; what is missing counts 0. */
  counts: readonly VariantCounts[];
  /** The smallest relative lift that is worth finding: 0.1 is a tenth more. Above -1 and not 0. */
  minimumEffect: number;
  /** `mismatch.sequence` of the last read-out of the same experiment. */
  sequence?: Sequence;
}

/** All that is not known is null: no figure is ever NaN or infinite, so that it can be sent as JSON. */
export interface VariantReadOut extends Counts {
  key: string;
  /** The part of all participants that is to be expected here, 0 to 1. */
  share: number;
  /** Conversions for each exposure, with Wilson's 95 % interval. */
  rate: Interval | null;
  /** Against the control, with Koopman's 95 % interval. Null for the control. */
  lift: Lift | null;
  /** Against the control. `adjustedP` is for all comparisons together (Holm). Null for the control. */
  test: (Comparison & { adjustedP: number }) | null;
  /** That its rate is the highest. Null where nobody is to be expected. */
  probabilityBest: number | null;
  /**
   * Exposures it takes to find the minimum effect with a power of 80 %. Null when the control's rate is 0 or too high.
   */
  exposuresNeeded: number | null;
  /** The chance that the minimum effect is found with the exposures there are. Null for the control, and as above. */
  power: number | null;
}

export interface ReadOut {
  experiment: string;
  /** Key of the variant that the others are compared with: the first. */
  control: string;
  variants: readonly VariantReadOut[];
  mismatch: {
    alarm: boolean;
    /** For one look. Null below 5 expected exposures in a variant. */
    chiSquare: ChiSquare | null;
    /** p of the sequential test, which holds at any time. */
    sequentialP: number;
    /** To be given to the next read-out. */
    sequence: Sequence;
  };
  /** Null when the experiment has no factors. */
  effects: FactorialEffects | null;
  verdict: Verdict;
}

/**
 * Reads an experiment out: pure, and the same for the same findings in whatever order.
 *
 * @throws RangeError that names the field, when configuration or counts cannot be what they are said to be
 */
export function readOut({ experiment, counts: counted, minimumEffect, sequence: before }: Findings): ReadOut {
  const variants = variantsOf(experiment);
  const counts = countsOf(variants, counted);
  const mismatch = mismatchOf(variants, counts, before);
  const figures = figuresOf(variants, counts, minimumEffect);
  const effects = 'factors' in experiment ? effectsOf(factorsOf(experiment.factors), variants, counts) : null;
  return {
    experiment: experiment.key,
    control: (variants[0] as Variant).key,
    variants: figures,
    mismatch,
    effects,
    verdict: verdictOf(figures, mismatch),
  };
}

function mismatchOf(
  variants: readonly Variant[],
  counts: readonly Counts[],
  before: Sequence | undefined,
): ReadOut['mismatch'] {
  const exposures = counts.map((count) => count.exposures);
  const chiSquare = chiSquareOf(variants, exposures) ?? null;
  const sequence = lookAgain(before, variants, exposures);
  const p = sequentialP(sequence);
  const alarm = p < MISMATCH_AT_ANY_TIME || (chiSquare !== null && chiSquare.p < MISMATCH);
  return { alarm, chiSquare, sequentialP: p, sequence };
}

function figuresOf(
  variants: readonly Variant[],
  counts: readonly Counts[],
  minimumEffect: number,
): VariantReadOut[] {
  const control = counts[0] as Counts;
  // A variant that nobody is given takes no part: knowing nothing of it, a Bayesian would think it the best.
  const given = variants.flatMap(({ share }, index) => (share > 0 ? [index] : []));
  const best = probabilitiesToBeBest(given.map((index) => counts[index] as Counts));
  const tests = testsOf(given, counts, control);
  const plan = planOf(control, minimumEffect, Math.max(1, given.filter((index) => index > 0).length));
  const needed = neededOf(variants, given, plan);
  return variants.map(({ key, share }, index) => {
    const own = counts[index] as Counts;
    return {
      key,
      share,
      ...own,
      rate: rateOf(own) ?? null,
      lift: (index > 0 && liftOf(own, control)) || null,
      test: tests.get(index) ?? null,
      probabilityBest: best[given.indexOf(index)] ?? null,
      exposuresNeeded: needed.get(index) ?? null,
      power:
        (index > 0 && plan && own.exposures > 0 && powerOf(plan, control.exposures, own.exposures)) || null,
    };
  });
}

function testsOf(given: readonly number[], counts: readonly Counts[], control: Counts) {
  const tests = given.flatMap((index) => {
    const comparison = index > 0 && compare(counts[index] as Counts, control);
    return comparison ? [{ index, comparison }] : [];
  });
  const adjusted = adjustedByHolm(tests.map(({ comparison }) => comparison.p));
  return new Map(
    tests.map(
      ({ index, comparison }, rank) =>
        [index, { ...comparison, adjustedP: adjusted[rank] as number }] as const,
    ),
  );
}

/** Of several comparisons each is planned at its part of the significance, which Holm's method never falls short of. */
function planOf(control: Counts, minimumEffect: number, comparisons: number): Plan | undefined {
  requireEffect(minimumEffect);
  if (control.conversions === 0 || control.conversions === control.exposures) return undefined;
  const baseline = control.conversions / control.exposures;
  return { baseline, minimumEffect, significance: SIGNIFICANCE / comparisons };
}

/** Exposures needed of each variant, so that the hardest of its comparisons has enough. */
function neededOf(variants: readonly Variant[], given: readonly number[], plan: Plan | undefined) {
  const share = (index: number) => (variants[index] as Variant).share;
  const needed = new Map<number, number>();
  if (!plan || share(0) === 0) return needed;
  for (const index of given.filter((other) => other > 0)) {
    const ratio = share(index) / share(0);
    const control = exposuresNeeded(plan, ratio, POWER);
    if (control === undefined) continue;
    needed.set(index, Math.ceil(control * ratio));
    needed.set(0, Math.max(needed.get(0) ?? 0, control));
  }
  return needed;
}

function factorsOf(factors: readonly { key: string; variants: readonly { key: string }[] }[]) {
  return factors.map(({ key, variants }) => ({ key, variants: variants.map((variant) => variant.key) }));
}
