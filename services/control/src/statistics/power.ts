/** How many participants an experiment needs, and what it can find with those it has. */
import { normalBelow, normalQuantile } from './distributions.js';

/** What is to be found. */
export interface Plan {
  /** The control's rate, above 0 and below 1. */
  baseline: number;
  /** The smallest relative lift that is worth finding: 0.1 is a tenth more. Above -1 and not 0. */
  minimumEffect: number;
  /** The chance of a false alarm, two-sided, between 0 and 1. */
  significance: number;
}

/**
 * The probability that the pooled test of two proportions finds an effect of this size, by the normal approximation:
 *
 *     P = Φ((|δ| - z s₀) / s₁) + Φ((-|δ| - z s₀) / s₁)
 *
 * with s₀ the standard error if the rates are equal, and s₁ if they differ by δ.
 *
 * Source: J. L. Fleiss, B. Levin, M. C. Paik, "Statistical Methods for Rates and Proportions", 3rd ed. (2003), 4.
 *
 * @param control exposures of the control, above 0
 * @param variant exposures of the variant, above 0
 * @returns 0 to 1; undefined when the effect would make the rate 1 or more
 * @throws RangeError that names the field of the plan
 */
export function powerOf(plan: Plan, control: number, variant: number): number | undefined {
  requireAbove('control', control);
  requireAbove('variant', variant);
  const errors = errorsOf(plan, variant / control);
  if (!errors) return undefined;
  const root = Math.sqrt(control);
  const z = normalQuantile(1 - plan.significance / 2);
  const found = (difference: number) =>
    normalBelow((difference * root - z * errors.equal) / errors.different);
  return found(errors.difference) + found(-errors.difference);
}

/**
 * The exposures of the control with which an effect of this size is found with this probability; the variant needs
 * `ratio` times as many.
 *
 *     n = ((z s₀ + z₁₋β s₁) / δ)², for one exposure of the control each
 *
 * @param ratio exposures of the variant for each of the control, above 0
 * @param power between 0 and 1, above the significance
 * @returns a whole number, rounded up; undefined when the effect would make the rate 1 or more
 * @throws RangeError that names the field of the plan
 */
export function exposuresNeeded(plan: Plan, ratio: number, power: number): number | undefined {
  requireAbove('ratio', ratio);
  requireBetween('power', power, plan.significance, 1);
  const errors = errorsOf(plan, ratio);
  if (!errors) return undefined;
  const z = normalQuantile(1 - plan.significance / 2);
  return Math.ceil(((z * errors.equal + normalQuantile(power) * errors.different) / errors.difference) ** 2);
}

/** Standard errors of the difference of two rates, times the root of the control's exposures. */
function errorsOf({ baseline, minimumEffect, significance }: Plan, ratio: number) {
  requireBetween('baseline', baseline, 0, 1);
  requireBetween('significance', significance, 0, 1);
  requireEffect(minimumEffect);
  const rate = baseline * (1 + minimumEffect);
  if (rate >= 1) return undefined;
  const pooled = (baseline + ratio * rate) / (1 + ratio);
  return {
    difference: Math.abs(rate - baseline),
    equal: Math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio)),
    different: Math.sqrt(baseline * (1 - baseline) + (rate * (1 - rate)) / ratio),
  };
}

/** @throws RangeError when nothing, or less than nothing, would be left of a rate, or all of it */
export function requireEffect(minimumEffect: number): void {
  if (minimumEffect > -1 && minimumEffect !== 0 && minimumEffect !== Number.POSITIVE_INFINITY) return;
  throw new RangeError(`minimumEffect: must be a number above -1 that is not 0, not ${minimumEffect}`);
}

function requireAbove(field: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new RangeError(`${field}: must be a number above 0, not ${value}`);
}

function requireBetween(field: string, value: number, low: number, high: number): void {
  if (value > low && value < high) return;
  throw new RangeError(`${field}: must be between ${low} and ${high}, and neither of them, not ${value}`);
}
