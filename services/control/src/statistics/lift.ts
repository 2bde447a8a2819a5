import type { Counts } from './counts.js';
import { Z95 } from './distributions.js';

/** By how much of the control's rate a variant's is higher: 0.1 is a tenth more, -1 is none at all. */
export interface Lift {
  /** Null when the control has no conversions. */
  value: number | null;
  low: number;
  /** Null when the control's rate may be 0, so that there is no bound. */
  high: number | null;
}

/** Bounds of ln(p₁ / p₀): e¹⁰⁰ is more than any two counts can differ by. */
const WIDEST = 100;

/**
 * The relative lift p₁ / p₀ - 1 with Koopman's score interval at 95 %: all ratios φ which the score test does not
 * refuse,
 *
 *     (p₁ - φ p₀)² / (p̃₁ (1 - p̃₁) / n₁ + φ² p̃₀ (1 - p̃₀) / n₀) ≤ z²
 *
 * where p̃₁ = φ p̃₀ are the likeliest rates of that ratio. At φ = 1 this is the pooled test of `compare`, so the
 * interval holds 0 just when that test's own p is above 5 %; and unlike intervals by ln φ it needs no conversions to
 * exist.
 *
 * Sources: P. A. R. Koopman, "Confidence intervals for the ratio of two binomial proportions", Biometrics 40 (1984);
 * O. Miettinen, M. Nurminen, "Comparative analysis of two rates", Statist. Med. 4 (1985), for p̃.
 *
 * @returns undefined when one has no exposures, or neither has conversions
 */
export function liftOf(variant: Counts, control: Counts): Lift | undefined {
  if (variant.exposures === 0 || control.exposures === 0) return undefined;
  if (variant.conversions === 0 && control.conversions === 0) return undefined;
  const value =
    control.conversions === 0
      ? null
      : (variant.conversions * control.exposures) / (control.conversions * variant.exposures) - 1;
  const middle = value === null ? WIDEST : value === -1 ? -WIDEST : Math.log1p(value);
  const refused = (logRatio: number) => score(variant, control, logRatio) > Z95 * Z95;
  return {
    value,
    low: value === -1 ? -1 : Math.expm1(boundary(refused, -WIDEST, middle)),
    high: value === null ? null : Math.expm1(boundary(refused, WIDEST, middle)),
  };
}

/** Where a condition that holds outside and not inside begins to hold. */
function boundary(holds: (x: number) => boolean, outside: number, inside: number): number {
  let [far, near] = [outside, inside];
  // Each step halves what is uncertain; after 64 it is less than a double can tell.
  for (let step = 0; step < 64; step += 1) {
    const middle = (far + near) / 2;
    if (holds(middle)) far = middle;
    else near = middle;
  }
  return (far + near) / 2;
}

/** The score statistic of the ratio φ, which is the same for the inverse ratio of the two exchanged. */
function score(variant: Counts, control: Counts, logRatio: number): number {
  if (logRatio > 0) return score(control, variant, -logRatio);
  const [n1, n0] = [variant.exposures, control.exposures];
  const [ratio, missing] = [Math.exp(logRatio), -Math.expm1(logRatio)];
  const { rate: p0, others: q0 } = likeliestRate(variant, control, ratio, missing);
  const difference =
    variant.conversions / n1 - control.conversions / n0 + (missing * control.conversions) / n0;
  const variance = (ratio * p0 * (missing + ratio * q0)) / n1 + (ratio * ratio * p0 * q0) / n0;
  if (variance > 0) return (difference * difference) / variance;
  return difference === 0 ? 0 : Number.POSITIVE_INFINITY;
}

/**
 * The control's likeliest rate p if the variant's is φ times as high, and 1 - p: the smaller root of a p² - b p + c and
 * the greater of a q² - d q - e. Both have the same discriminant; written as d² + 4 a e nothing in it cancels, where
 * b² - 4 a c would leave no digit of rates close to 1.
 *
 * @param ratio φ, above 0 and up to 1
 * @param missing 1 - φ
 */
function likeliestRate(variant: Counts, control: Counts, ratio: number, missing: number) {
  const all = variant.exposures + control.exposures;
  const f1 = variant.exposures - variant.conversions;
  const f0 = control.exposures - control.conversions;
  const a = all * ratio;
  const b = variant.exposures * ratio + variant.conversions + control.exposures + control.conversions * ratio;
  const c = variant.conversions + control.conversions;
  const d = f1 + f0 * ratio - all * missing;
  const e = f0 * missing;
  const root = Math.sqrt(d * d + 4 * a * e);
  const rate = (2 * c) / (b + root);
  if (d > 0) return { rate, others: (d + root) / (2 * a) };
  return { rate, others: root > 0 ? (2 * e) / (root - d) : 0 };
}
