/**
 * Whether participants are spread over the variants as configured: if not, no figure of the experiment can be trusted.
 */
import { requireWhole } from './counts.js';
import { chiSquareAbove, stirlingRest } from './distributions.js';
import type { Variant } from './experiment.js';

/** A chi-square statistic and how often chance alone makes one as large. */
export interface ChiSquare {
  statistic: number;
  degreesOfFreedom: number;
  /** 0 to 1. */
  p: number;
}

/** What the sequential test must remember of earlier looks. It can be kept as JSON. */
export interface Sequence {
  variants: readonly string[];
  shares: readonly number[];
  /** At the last look. */
  exposures: readonly number[];
  /** Natural logarithm of the highest Bayes factor so far, 0 or more. */
  highest: number;
}

/**
 * Below so many expected exposures in a variant the chi-square distribution does not describe the statistic (Cochran).
 */
const LEAST_EXPECTED = 5;

/**
 * How firmly the Bayes factor's alternative believes in the configured shares: as if it had seen so many participants.
 * 1,000 looks for a share that is off by some three hundredths; of experiments that should be 50 to 50 and are 48 to 52
 * it finds half within 7,000 participants and 95 % within 15,000. More finds smaller ones, but all later; fewer, the
 * other way round. The test's level holds with any.
 */
const CONCENTRATION = 1_000;

/**
 * Pearson's goodness-of-fit test of exposures against the configured shares. It holds for one look, not for many.
 *
 * Source: K. Pearson, Phil. Mag. 50 (1900); for experiments A. Fabijan et al., "Diagnosing sample ratio mismatch in
 * online controlled experiments", KDD 2019.
 *
 * @returns undefined with less than two variants or fewer than 5 expected exposures in one
 */
export function chiSquareOf(
  variants: readonly Variant[],
  exposures: readonly number[],
): ChiSquare | undefined {
  const total = exposures.reduce((sum, count) => sum + count, 0);
  const possible = variants.filter(({ share }) => share > 0);
  if (possible.length < 2 || possible.some(({ share }) => share * total < LEAST_EXPECTED)) return undefined;
  let statistic = 0;
  variants.forEach(({ share }, index) => {
    const count = exposures[index] as number;
    if (share === 0 && count === 0) return;
    const expected = share * total;
    statistic += (count - expected) ** 2 / expected;
  });
  const degreesOfFreedom = possible.length - 1;
  // What cannot happen has happened; a double that JSON can hold says so as well as infinity.
  if (!Number.isFinite(statistic)) return { statistic: Number.MAX_VALUE, degreesOfFreedom, p: 0 };
  return { statistic, degreesOfFreedom, p: chiSquareAbove(statistic, degreesOfFreedom) };
}

/**
 * Goes on with the sequential test at another look. It may be looked at after each visitor and be stopped at any time:
 * under the configured shares the chance that p is ever α or less is at most α.
 *
 * Compared are the configured shares θ and a Dirichlet distribution around them, α = 1000 θ, by the Bayes factor
 *
 *     BF = Γ(Σα) / Γ(Σα + n) · Π Γ(αᵢ + xᵢ) / Γ(αᵢ) · Π θᵢ^-xᵢ
 *
 * which is a martingale under θ. Hence p = 1 / max BF.
 *
 * Source: M. Lindon, A. Malek, "Anytime-valid inference for multinomial count data", NeurIPS 2022 (arXiv:2011.03567).
 *
 * @param sequence what an earlier look has returned; undefined at the first
 * @param exposures by variant, counted since the sequence has begun
 * @throws RangeError when the experiment is another one than at the last look, or counts have become fewer
 */
export function lookAgain(
  sequence: Sequence | undefined,
  variants: readonly Variant[],
  exposures: readonly number[],
): Sequence {
  if (sequence) requireSameExperiment(sequence, variants);
  exposures.forEach((count, index) => {
    const field = `exposures.${variants[index]?.key}`;
    requireWhole(field, count);
    const before = sequence?.exposures[index] as number;
    if (count < before) {
      throw new RangeError(
        `${field}: must not fall from ${before} to ${count}; begin a new sequence when counts begin anew`,
      );
    }
  });
  return {
    variants: variants.map(({ key }) => key),
    shares: variants.map(({ share }) => share),
    exposures: [...exposures],
    highest: Math.max(sequence?.highest ?? 0, logBayesFactor(variants, exposures)),
  };
}

/** The sequential test's p-value, valid at any time: 0 to 1. */
export function sequentialP({ highest }: Sequence): number {
  return Math.exp(-highest);
}

/**
 * ln BF, with Stirling's formula put in and what is alike taken out, so that it is exact to 10⁻⁹ also at 10⁹ exposures:
 * with dᵢ = (xᵢ - n θᵢ) / ((n + k) θᵢ), k the concentration,
 *
 *     (n + k) Σ θᵢ ((1 + dᵢ) ln(1 + dᵢ) - dᵢ) + ½ ln((n + k) / k) - ½ Σ ln((αᵢ + xᵢ) / αᵢ)  and the rests.
 */
export function logBayesFactor(variants: readonly Variant[], exposures: readonly number[]): number {
  const total = exposures.reduce((sum, count) => sum + count, 0);
  const all = total + CONCENTRATION;
  let sum = Math.log1p(total / CONCENTRATION) / 2 + stirlingRest(CONCENTRATION) - stirlingRest(all);
  for (const [index, { share }] of variants.entries()) {
    const count = exposures[index] as number;
    if (share === 0) {
      if (count > 0) return Number.MAX_VALUE;
      continue;
    }
    const prior = CONCENTRATION * share;
    const excess = (count - total * share) / (all * share);
    sum += all * share * relativeEntropy(excess);
    sum -= Math.log1p(count / prior) / 2;
    sum += stirlingRest(prior + count) - stirlingRest(prior);
  }
  return sum;
}

/** (1 + d) ln(1 + d) - d, which is d²/2 for a small d, where the difference would be rounded away. */
function relativeEntropy(d: number): number {
  if (Math.abs(d) > 1e-3) return (1 + d) * Math.log1p(d) - d;
  return d * d * (1 / 2 - d * (1 / 6 - d * (1 / 12 - d * (1 / 20 - d / 30))));
}

function requireSameExperiment(sequence: Sequence, variants: readonly Variant[]): void {
  const same =
    sequence.variants.length === variants.length &&
    variants.every(({ key, share }, i) => sequence.variants[i] === key && sequence.shares[i] === share);
  if (same) return;
  throw new RangeError(
    'sequence: variants or shares have changed since; begin a new sequence, and count from then on',
  );
}
