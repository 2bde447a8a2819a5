/** Logistic regression of grouped counts. */
import { Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix';
import type { Counts } from './counts.js';
import { separatedCells } from './separation.js';

/**
 * What a model has come to.
 *
 * - `fitted`: the likelihood has its one maximum at these coefficients.
 * - `separated`: it grows for ever as some coefficients do, because a combination of columns tells who converts and who
 *   does not; there are no estimates. `deviance` is that of the likelihood it grows towards.
 * - `singular`: the cells that were met cannot tell some columns apart.
 * - `unsettled`: there is a maximum, but not to be found in double precision: a cell of one visitor decides, beside one
 *   of 10⁹, about a rate next to 0 or 1.
 */
export type Fit =
  | { status: 'fitted'; deviance: number; coefficients: readonly number[]; covariance: Matrix }
  | { status: 'separated'; deviance: number }
  | { status: 'singular' }
  | { status: 'unsettled' };

/** Fitted logits that move less than this have arrived; Newton's steps then shrink by squares. */
const ARRIVED = 1e-8;
/** Most fits arrive within ten. */
const MOST_STEPS = 60;
/** Of a logit. Beyond, rates may come so close to 0 or 1 that cells have no weight left to come back with. */
const LONGEST_STEP = 4;

/**
 * Fits ln(p / (1 - p)) = X b to counts.
 *
 * @param rows X, a row for each cell; its first column is 1
 * @param cells exposures and conversions of each cell; without exposures it is left out
 */
export function fitLogistic(rows: readonly (readonly number[])[], cells: readonly Counts[]): Fit {
  const met = cells.flatMap((counts, cell) =>
    counts.exposures > 0 ? [{ counts, row: rows[cell] as readonly number[] }] : [],
  );
  const [design, counts] = [met.map(({ row }) => row), met.map((cell) => cell.counts)];
  if (!hasFullRank(design)) return { status: 'singular' };
  const separated = separatedCells(design, counts);
  if (separated.size === 0) {
    const fitted = iterate(matrixOf(design), counts);
    return fitted ? { status: 'fitted', ...fitted } : { status: 'unsettled' };
  }
  // What is fitted without a fault takes no part in the deviance, and leaves the rest to be fitted by fewer columns.
  const others = met.filter((_, cell) => !separated.has(cell));
  if (others.length === 0) return { status: 'separated', deviance: 0 };
  const basis = basisOf(matrixOf(others.map(({ row }) => row)));
  const fitted = iterate(
    basis,
    others.map((cell) => cell.counts),
  );
  return fitted ? { status: 'separated', deviance: fitted.deviance } : { status: 'unsettled' };
}

/**
 * Iteratively reweighted least squares, that is Newton's method, each step solved by a QR decomposition of √W X. A step
 * that makes the fit worse is halved.
 *
 * Source: P. McCullagh, J. A. Nelder, "Generalized Linear Models", 2nd ed. (1989), 2.5.
 *
 * @returns undefined when it does not arrive
 */
function iterate(design: Matrix, counts: readonly Counts[]) {
  const common = logitOf(counts);
  let logits = counts.map(() => common);
  let deviance = devianceOf(counts, logits);
  let weighted = weightedDesign(design, counts, logits);
  for (let step = 0; step < MOST_STEPS && weighted.decomposition.isFullRank(); step += 1) {
    const coefficients = weighted.decomposition.solve(weighted.targets);
    const target = design.mmul(coefficients).to1DArray();
    const moved = furthest(logits, target);
    logits = shortenedStep(logits, target, counts, deviance);
    deviance = devianceOf(counts, logits);
    weighted = weightedDesign(design, counts, logits);
    if (moved > ARRIVED) continue;
    const inverse = weighted.decomposition.solve(Matrix.eye(design.rows));
    return {
      deviance,
      coefficients: coefficients.to1DArray(),
      covariance: inverse.mmul(inverse.transpose()),
    };
  }
  return undefined;
}

/**
 * √W X decomposed, and √W times what the coefficients are to explain. The heaviest rows come first: in another order a
 * QR decomposition loses what the lightest say (N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 19.4).
 */
function weightedDesign(design: Matrix, counts: readonly Counts[], logits: readonly number[]) {
  const rows = counts
    .map(({ exposures, conversions }, i) => {
      const logit = logits[i] as number;
      const root = Math.sqrt(exposures * rateAt(logit) * rateAt(-logit));
      const target = root * logit + (conversions - exposures * rateAt(logit)) / root;
      return { root, target, columns: design.getRow(i).map((value) => root * value) };
    })
    .sort((a, b) => b.root - a.root);
  return {
    decomposition: new QrDecomposition(new Matrix(rows.map(({ columns }) => columns))),
    targets: Matrix.columnVector(rows.map(({ target }) => target)),
  };
}

/** The step from one set of logits to another, halved until it does not make the fit worse. */
function shortenedStep(
  from: readonly number[],
  to: readonly number[],
  counts: readonly Counts[],
  deviance: number,
): number[] {
  for (let part = Math.min(1, LONGEST_STEP / furthest(from, to)); ; part /= 2) {
    const logits = to.map((logit, i) => (from[i] as number) + part * (logit - (from[i] as number)));
    // Rounding alone may make it worse by a hair.
    if (part < 1e-9 || devianceOf(counts, logits) <= deviance * (1 + 1e-9) + 1e-9) return logits;
  }
}

function furthest(from: readonly number[], to: readonly number[]): number {
  return Math.max(...to.map((logit, i) => Math.abs(logit - (from[i] as number))));
}

/** Twice by how much the logarithm of the likelihood is below that of a model with a rate of its own for each cell. */
function devianceOf(counts: readonly Counts[], logits: readonly number[]): number {
  return counts.reduce((sum, { exposures, conversions }, i) => {
    const logit = logits[i] as number;
    const excess = exposures * rateAt(logit) - conversions;
    return (
      sum +
      2 * shortfall(conversions, exposures * rateAt(logit), excess) +
      2 * shortfall(exposures - conversions, exposures * rateAt(-logit), -excess)
    );
  }, 0);
}

/**
 * x ln(x / m) + m - x. Of a cell's two the linear parts cancel, so they can be put in, before rounding makes them
 * differ.
 */
function shortfall(count: number, fitted: number, excess: number): number {
  if (count === 0) return excess;
  const part = excess / count;
  return excess - count * (part > -0.5 ? Math.log1p(part) : Math.log(fitted / count));
}

function rateAt(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** The logit of the rate of all cells together, with half a conversion added to either side. */
function logitOf(counts: readonly Counts[]): number {
  const conversions = counts.reduce((sum, cell) => sum + cell.conversions, 0);
  const others = counts.reduce((sum, cell) => sum + cell.exposures - cell.conversions, 0);
  return Math.log((conversions + 0.5) / (others + 0.5));
}

function hasFullRank(rows: readonly (readonly number[])[]): boolean {
  const columns = rows[0]?.length;
  if (columns === undefined || rows.length < columns) return false;
  return new SingularValueDecomposition(matrixOf(rows)).rank === columns;
}

/** Columns that span what the columns of a matrix do, and none too many. */
function basisOf(matrix: Matrix): Matrix {
  const { leftSingularVectors, rank } = new SingularValueDecomposition(matrix, { autoTranspose: true });
  return leftSingularVectors.subMatrix(0, matrix.rows - 1, 0, rank - 1);
}

function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return new Matrix(rows.map((row) => [...row]));
}
