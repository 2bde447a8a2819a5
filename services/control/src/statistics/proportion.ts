import type { Counts } from './counts.js';
import { normalTails, Z95 } from './distributions.js';
import type { Interval } from './interval.js';

/**
 * A conversion rate with Wilson's score interval at 95 %, which keeps to its level also at rates near 0 and 1:
 *
 *     (x + z²/2 ± z √(x (n - x) / n + z²/4)) / (n + z²)
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 *
 * @returns parts of 1; undefined without exposures
 */
export function rateOf({ exposures: n, conversions: x }: Counts): Interval | undefined {
  if (n === 0) return undefined;
  const middle = x + (Z95 * Z95) / 2;
  const half = Z95 * Math.sqrt((x * (n - x)) / n + (Z95 * Z95) / 4);
  const scale = n + Z95 * Z95;
  return {
    value: x / n,
    low: x === 0 ? 0 : (middle - half) / scale,
    high: x === n ? 1 : (middle + half) / scale,
  };
}

/** A two-sided test of a variant against the control. */
export interface Comparison {
  /** Standard errors between the two rates; above 0 the variant's is the higher one. */
  z: number;
  /** How often two equal variants would differ as much or more, 0 to 1. */
  p: number;
}

/**
 * The pooled test of two proportions, two-sided:
 *
 *     z = (p₁ - p₀) / √(p (1 - p) (1/n₁ + 1/n₀)),   p = (x₁ + x₀) / (n₁ + n₀)
 *
 * Source: J. L. Fleiss, B. Levin, M. C. Paik, "Statistical Methods for Rates and Proportions", 3rd ed. (2003), 3.2.
 *
 * @returns z = 0 and p = 1 when all or none have converted in both; undefined when one has no exposures
 */
export function compare(variant: Counts, control: Counts): Comparison | undefined {
  const [n1, n0] = [variant.exposures, control.exposures];
  if (n1 === 0 || n0 === 0) return undefined;
  const converted = variant.conversions + control.conversions;
  const others = n1 + n0 - converted;
  if (converted === 0 || others === 0) return { z: 0, p: 1 };
  const variance = (converted / (n1 + n0)) * (others / (n1 + n0)) * (1 / n1 + 1 / n0);
  const z = (variant.conversions / n1 - control.conversions / n0) / Math.sqrt(variance);
  return { z, p: normalTails(z) };
}

/**
 * p-values of several tests, adjusted so that the chance of any false alarm among them stays at the level that each
 * alone is held to: the smallest of m is multiplied by m, the next by m - 1, and none may be smaller than one before
 * it.
 *
 * Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6 (1979).
 *
 * @param ps 0 to 1, in any order
 * @returns the adjusted ones, in the same order
 */
export function adjustedByHolm(ps: readonly number[]): number[] {
  const adjusted = ps.map(() => 1);
  let highest = 0;
  ps.map((p, index) => ({ p, index }))
    .sort((a, b) => a.p - b.p)
    .forEach(({ p, index }, rank) => {
      highest = Math.max(highest, Math.min(1, p * (ps.length - rank)));
      adjusted[index] = highest;
    });
  return adjusted;
}
