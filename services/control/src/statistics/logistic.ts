/** Logistic regression of grouped counts. */
import { Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix';
import type { Counts } from './counts.js';

/**
 * What a model has come to.
 *
 * - `fitted`: the likelihood has its one maximum at these coefficients.
 * - `separated`: it grows for ever as some coefficients do, because a combination of columns tells who converts and who
 *   does not; there are no estimates. `deviance` is what it grows towards.
 * - `singular`: the cells that were met cannot tell some columns apart.
 */
export type Fit =
  | { status: 'fitted'; deviance: number; coefficients: readonly number[]; covariance: Matrix }
  | { status: 'separated'; deviance: number }
  | { status: 'singular' };

/** Fitted logits that move less than this have arrived; Newton's steps then shrink by squares. */
const ARRIVED = 1e-8;
/** A logit that grows for ever does so by 1 a step and is near 40 after these. Others arrive within ten. */
const MOST_STEPS = 40;

/**
 * Fits ln(p / (1 - p)) = X b to counts by iteratively reweighted least squares, that is by Newton's method, each step
 * solved by a QR decomposition of √W X. A step that makes the fit worse is halved.
 *
 * Source: P. McCullagh, J. A. Nelder, "Generalized Linear Models", 2nd ed. (1989), 2.5; for separation A. Albert,
 * J. A. Anderson, "On the existence of maximum likelihood estimates in logistic regression models", Biometrika 71 (1984).
 *
 * @param rows X, a row for each cell, of at least as many cells as columns
 * @param cells exposures and conversions of each cell; without exposures it is left out
 */
export function fitLogistic(rows: readonly (readonly number[])[], cells: readonly Counts[]): Fit {
  const met = cells.flatMap((counts, index) =>
    counts.exposures > 0 ? [{ counts, row: [...(rows[index] ?? [])] }] : [],
  );
  if (met.length === 0) return { status: 'singular' };
  const design = new Matrix(met.map(({ row }) => row));
  if (design.rows < design.columns || new SingularValueDecomposition(design).rank < design.columns) {
    return { status: 'singular' };
  }
  const counts = met.map((cell) => cell.counts);
  let logits = counts.map(startingLogit);
  let deviance = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { coefficients, decomposition } = weightedLeastSquares(design, counts, logits);
    const target = design.mmul(coefficients).to1DArray();
    const moved = Math.max(...target.map((logit, i) => Math.abs(logit - (logits[i] ?? 0))));
    logits = shortenedStep(logits, target, counts, deviance);
    deviance = devianceOf(counts, logits);
    if (moved > ARRIVED) continue;
    const inverse = decomposition.solve(Matrix.eye(design.rows));
    return {
      status: 'fitted',
      deviance,
      coefficients: coefficients.to1DArray(),
      covariance: inverse.mmul(inverse.transpose()),
    };
  }
  return { status: 'separated', deviance };
}

function weightedLeastSquares(design: Matrix, counts: readonly Counts[], logits: readonly number[]) {
  const roots: number[] = [];
  const targets: number[] = [];
  counts.forEach(({ exposures, conversions }, i) => {
    const logit = logits[i] ?? 0;
    const variance = rateAt(logit) * rateAt(-logit);
    const root = Math.sqrt(exposures * variance);
    roots.push(root);
    targets.push(root * logit + (conversions - exposures * rateAt(logit)) / root);
  });
  const decomposition = new QrDecomposition(design.clone().mulColumnVector(roots));
  return { decomposition, coefficients: decomposition.solve(Matrix.columnVector(targets)) };
}

/** The step from one set of logits to another, halved until it does not make the fit worse. */
function shortenedStep(
  from: readonly number[],
  to: readonly number[],
  counts: readonly Counts[],
  deviance: number,
): number[] {
  let part = 1;
  let logits = [...to];
  // Rounding alone may make it worse by a hair.
  while (part > 1e-3 && devianceOf(counts, logits) > deviance * (1 + 1e-9) + 1e-9) {
    part /= 2;
    logits = to.map((logit, i) => (from[i] ?? 0) + part * (logit - (from[i] ?? 0)));
  }
  return logits;
}

/** Twice by how much the logarithm of the likelihood is below that of a model with a rate of its own for each cell. */
function devianceOf(counts: readonly Counts[], logits: readonly number[]): number {
  return counts.reduce((sum, { exposures, conversions }, i) => {
    const others = exposures - conversions;
    const excess = exposures * rateAt(logits[i] ?? 0) - conversions;
    const ofConversions = conversions > 0 ? conversions * shortfall(excess / conversions) : excess;
    const ofOthers = others > 0 ? others * shortfall(-excess / others) : -excess;
    return sum + 2 * (ofConversions + ofOthers);
  }, 0);
}

/** d - ln(1 + d). The two linear parts of a cell cancel, so they are taken out before they can be rounded. */
function shortfall(d: number): number {
  return d - Math.log1p(d);
}

function rateAt(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** The logit of the observed rate, with half a conversion added to either side. */
function startingLogit({ exposures, conversions }: Counts): number {
  return Math.log((conversions + 0.5) / (exposures - conversions + 0.5));
}
