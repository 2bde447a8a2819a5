/** What the filter has counted: `experiments_exposures`, and `experiments_conversions` of one goal. */
import type { Variant } from './experiment.js';

export interface Counts {
  /** Visitors who have met the variant, each counted once: a whole number of 0 or more. */
  exposures: number;
  /** Those of them who have reached the goal. */
  conversions: number;
}

export interface VariantCounts extends Counts {
  /** The variant's key, of a combination as in `warm+thin`. */
  variant: string;
}

/**
 * Counts in the order of the variants; a variant that nobody has met yet may be missing.
 *
 * @throws RangeError that names the field, when a count cannot be one, or belongs to no variant or to one twice
 */
export function countsOf(variants: readonly Variant[], counts: readonly VariantCounts[]): Counts[] {
  const known = new Map(variants.map(({ key }) => [key, undefined as Counts | undefined]));
  counts.forEach(({ variant, exposures, conversions }, index) => {
    const field = `counts[${index}]`;
    if (!known.has(variant))
      throw new RangeError(`${field}.variant: the experiment has no variant "${variant}"`);
    if (known.get(variant)) throw new RangeError(`${field}.variant: "${variant}" is counted twice`);
    requireCounts(field, { exposures, conversions });
    known.set(variant, { exposures, conversions });
  });
  return variants.map(({ key }) => known.get(key) ?? { exposures: 0, conversions: 0 });
}

function requireCounts(field: string, { exposures, conversions }: Counts): void {
  requireWhole(`${field}.exposures`, exposures);
  requireWhole(`${field}.conversions`, conversions);
  if (conversions > exposures) {
    throw new RangeError(
      `${field}.conversions: must not exceed the ${exposures} exposures, but are ${conversions}`,
    );
  }
}

/** @throws RangeError when a value is no whole number from 0 to 2⁵³ - 1 */
export function requireWhole(field: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new RangeError(`${field}: must be a whole number of 0 or more, not ${value}`);
}
