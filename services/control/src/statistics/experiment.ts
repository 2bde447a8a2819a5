/** An experiment as the filter `experiments` is configured with it, and who is to be expected in which variant. */

/** The filter takes weights that miss 1 by this much: three thirds, written with two digits. */
const WEIGHTS_TOLERANCE = 0.01;
/** The filter sees a visitor's place in this many steps. */
const BUCKETS = 10_000;

interface Split {
  /** One for each variant, 0 to 1, adding up to 1. Default: all the same. */
  weights?: readonly number[];
  variants: readonly { key: string }[];
}

interface Factor extends Split {
  key: string;
}

/**
 * What `filters/experiments/schema.json` calls an experiment, as far as it matters here. The first variant is the
 * control.
 */
export type Experiment = {
  key: string;
  /** The part of the audience that takes part, 0 to 1. Default: 1. */
  coverage?: number;
} & (Split | { factors: readonly Factor[] });

/** A variant, or of a multivariate experiment a combination, as the filter counts it. */
export interface Variant {
  /** Of a combination the keys of its variants, joined with `+`. */
  key: string;
  /** The part of all participants that is to be expected in it, 0 to 1. */
  share: number;
  /** By factor: the index of its variant. */
  levels: readonly number[];
}

/**
 * The variants of an experiment in the filter's order, the control first.
 *
 * Their shares are not their weights but what the filter makes of them: it sees 10,000 places, and a variant has those
 * in [start, start + coverage × weight). A coverage of 0.001 leaves four places to the first of three equal variants
 * and three to each other, which a test for a mismatch would find.
 *
 * @throws RangeError when weights or coverage are none
 */
export function variantsOf(experiment: Experiment): Variant[] {
  const coverage = experiment.coverage ?? 1;
  requirePart('coverage', coverage);
  if (!('factors' in experiment)) {
    const shares = sharesOf(experiment, coverage, '');
    return experiment.variants.map(({ key }, level) => ({
      key,
      share: shares[level] as number,
      levels: [level],
    }));
  }
  // Who takes part in all of a multivariate experiment is drawn apart from the factors.
  return experiment.factors
    .map((factor, index) => ({ factor, shares: sharesOf(factor, 1, `factors[${index}].`) }))
    .reduce<Variant[]>(
      (combinations, { factor, shares }, index) =>
        combinations.flatMap((before) =>
          factor.variants.map(({ key }, level) => ({
            key: index === 0 ? key : `${before.key}+${key}`,
            share: before.share * (shares[level] as number),
            levels: [...before.levels, level],
          })),
        ),
      [{ key: '', share: 1, levels: [] }],
    );
}

function sharesOf({ weights, variants }: Split, coverage: number, path: string): number[] {
  if (variants.length === 0) throw new RangeError(`${path}variants: must hold at least one`);
  const parts = weights ?? variants.map(() => 1 / variants.length);
  requireWeights(parts, variants.length, `${path}weights`);
  const places = placesOf(parts, coverage);
  const total = places.reduce((sum, count) => sum + count, 0);
  // Nobody takes part at present. Who did was spread by the weights.
  if (total === 0) return sharesOf({ weights: parts, variants }, 1, path);
  return places.map((count) => count / total);
}

/** How many places each variant has. */
function placesOf(weights: readonly number[], coverage: number): number[] {
  let start = 0;
  return weights.map((weight) => {
    const from = start;
    start += weight;
    return placesBelow(from + coverage * weight) - placesBelow(from);
  });
}

/** How many of the places 0, 0.0001, … lie below, compared as the filter compares them. */
function placesBelow(end: number): number {
  let count = Math.max(0, Math.floor(end * BUCKETS) - 1);
  while (count < BUCKETS && count / BUCKETS < end) count += 1;
  return count;
}

function requireWeights(weights: readonly number[], variants: number, field: string): void {
  if (weights.length !== variants) {
    throw new RangeError(
      `${field}: must have one weight for each of ${variants} variants, not ${weights.length}`,
    );
  }
  weights.forEach((weight, index) => {
    requirePart(`${field}[${index}]`, weight);
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (Math.abs(sum - 1) > WEIGHTS_TOLERANCE) {
    throw new RangeError(`${field}: must add up to 1, not to ${Number(sum.toPrecision(6))}`);
  }
}

function requirePart(field: string, value: number): void {
  if (!(value >= 0 && value <= 1))
    throw new RangeError(`${field}: must be a number from 0 to 1, not ${value}`);
}
