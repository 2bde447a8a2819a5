import { Matrix, solve } from 'ml-matrix';

/**
 * Wald's statistic b′ V⁻¹ b of neighbouring coefficients: chi-square distributed, with as many degrees of freedom, when
 * all of them are 0.
 *
 * Source: A. Wald, Trans. Amer. Math. Soc. 54 (1943).
 *
 * @param first index of the first coefficient
 * @param size how many there are
 */
export function waldOf(
  { coefficients, covariance }: { coefficients: readonly number[]; covariance: Matrix },
  first: number,
  size: number,
): number {
  const b = Matrix.columnVector(coefficients.slice(first, first + size));
  const end = first + size - 1;
  return b.dot(solve(covariance.subMatrix(first, end, first, end), b));
}
