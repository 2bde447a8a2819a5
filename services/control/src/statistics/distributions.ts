/** The distributions that tests are read off, by the Cephes library (S. L. Moshier, https://www.netlib.org/cephes/). */
import { chdtrc, compiled, erfc, lgam, ndtr, ndtri } from 'cephes';

await compiled;

/** z = Φ⁻¹(0.975): between -z and z lie 95 % of a standard normal distribution. */
export const Z95 = ndtri(0.975);

/** P(Z ≤ z) of a standard normal Z. */
export const normalBelow = ndtr;

/**
 * The z with P(Z ≤ z) = p.
 *
 * @param p between 0 and 1, and neither
 */
export const normalQuantile = ndtri;

/** P(|Z| ≥ |z|) of a standard normal Z: a two-sided p-value. */
export function normalTails(z: number): number {
  // Cephes throws where the result is too small for a double, which it is from 37.7 on.
  if (Math.abs(z) > 37.5) return 0;
  return erfc(Math.abs(z) / Math.SQRT2);
}

/**
 * P(X ≥ x) of a chi-square distributed X.
 *
 * @param degreesOfFreedom 1 or more
 * @param x 0 or more
 */
export function chiSquareAbove(x: number, degreesOfFreedom: number): number {
  // Chernoff's bound, where the result is too small for a double and Cephes throws.
  const bound = (x - degreesOfFreedom - degreesOfFreedom * Math.log(x / degreesOfFreedom)) / 2;
  if (x > degreesOfFreedom && bound > 700) return 0;
  return chdtrc(degreesOfFreedom, x);
}

/**
 * What Stirling's formula leaves of ln Γ(x): ln Γ(x) - ((x - ½) ln x - x + ½ ln 2π).
 *
 * Where counts are large, the formula's own terms cancel in ratios of gamma functions, and this is what remains; taken
 * as differences of ln Γ, they would leave nothing but rounding. The series is 6.1.41 of Abramowitz and Stegun.
 *
 * @param x above 0
 */
export function stirlingRest(x: number): number {
  if (x < 16) return lgam(x) - ((x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI));
  const square = x * x;
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / x;
}
