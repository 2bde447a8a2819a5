/** Which variant has the highest rate, as a Bayesian sees it. */
import type { Counts } from './counts.js';
import { gaussLegendre } from './quadrature.js';

/** Beta(1, 1): before anything is counted, every rate is as likely as any other (Bayes, Laplace). */
const PRIOR = { conversions: 1, others: 1 };

/** What is left out of a density's tails: e⁻⁴⁵ of its height, 3 × 10⁻²⁰. */
const NEGLIGIBLE = 45;

const RULE = gaussLegendre(12);

/**
 * For each variant the probability that its rate is the highest of all. They add up to 1.
 *
 * With a prior of Beta(1, 1) a rate is distributed as Beta(1 + x, 1 + n - x) when x of n have converted, and
 *
 *     P(i is best) = ∫ fᵢ(t) Πⱼ≠ᵢ Fⱼ(t) dt
 *
 * is integrated over t = ln(p / (1 - p)), in which densities have one gentle peak also at 0 of 10⁹ conversions, by
 * Gauss-Legendre panels no wider than three standard deviations of any variant. F is integrated along with f. No
 * random numbers: the same counts have the same answer, to about 10⁻¹².
 *
 * Source: A. Gelman et al., "Bayesian Data Analysis", 3rd ed. (2013), 2.4; the integral is that of
 * C. Stucchio, "Bayesian A/B Testing at VWO" (2015), for any number of variants.
 */
export function probabilitiesToBeBest(counts: readonly Counts[]): number[] {
  const posteriors = counts.map(posteriorOf);
  const edges = sparse(posteriors.flatMap(edgesOf));
  const best = counts.map(() => 0);
  const before = counts.map(() => 0);
  edges.slice(1).forEach((end, panel) => {
    const half = (end - (edges[panel] as number)) / 2;
    const densities = posteriors.map(({ density }) =>
      RULE.nodes.map((node) => density(end - half + half * node)),
    );
    const below = densities.map((density, j) =>
      RULE.below.map((weights) => (before[j] as number) + half * dot(weights, density)),
    );
    RULE.weights.forEach((weight, k) => {
      productsOfOthers(below.map((values) => values[k] as number)).forEach((othersBelow, i) => {
        best[i] =
          (best[i] as number) + half * weight * ((densities[i] as number[])[k] as number) * othersBelow;
      });
    });
    densities.forEach((density, j) => {
      before[j] = (before[j] as number) + half * dot(RULE.weights, density);
    });
  });
  // The densities are normal ones in height, not in area. Together the integrals are Π Fⱼ(∞), which sets that right.
  const total = best.reduce((sum, part) => sum + part, 0);
  return best.map((part) => part / total);
}

interface Posterior {
  /** The t of the highest density, and the width of the normal distribution that fits there. */
  mode: number;
  deviation: number;
  density: (t: number) => number;
  /** By how much the logarithm of the density is below its highest, so far from the mode. */
  drop: (distance: number) => number;
}

function posteriorOf({ exposures, conversions }: Counts): Posterior {
  const a = PRIOR.conversions + conversions;
  const b = PRIOR.others + exposures - conversions;
  const mode = Math.log(a / b);
  const deviation = Math.sqrt(1 / a + 1 / b);
  // Of two equal expressions the one that does not cancel: of 10⁹ conversions hardly a digit would remain.
  const drop =
    a <= b
      ? (distance: number) => (a + b) * Math.log1p((a / (a + b)) * Math.expm1(distance)) - a * distance
      : (distance: number) => (a + b) * Math.log1p((b / (a + b)) * Math.expm1(-distance)) + b * distance;
  const height = 1 / (deviation * Math.sqrt(2 * Math.PI));
  return { mode, deviation, drop, density: (t) => height * Math.exp(-drop(t - mode)) };
}

interface Edge {
  t: number;
  /** It may be left out if there is another one as close before it. */
  tolerance: number;
}

/** Where panels begin and end, so that each sees little of the density's curve: every two deviations. */
function edgesOf({ mode, deviation, drop }: Posterior): Edge[] {
  const edges = [mode];
  for (const direction of [-2 * deviation, 2 * deviation]) {
    let step = 1;
    for (; drop(step * direction) < NEGLIGIBLE; step += 1) edges.push(mode + step * direction);
    edges.push(mode + step * direction);
  }
  return edges.map((t) => ({ t, tolerance: deviation / 2 }));
}

/** In order, without those that another variant's make needless: variants are often much alike. */
function sparse(edges: readonly Edge[]): number[] {
  const kept: number[] = [];
  for (const { t, tolerance } of edges.toSorted((a, b) => a.t - b.t)) {
    if (t - (kept.at(-1) ?? Number.NEGATIVE_INFINITY) > tolerance) kept.push(t);
  }
  return kept;
}

/** Of each value the product of all others; a value may be 0. */
function productsOfOthers(values: readonly number[]): number[] {
  const products = values.map(() => 1);
  let before = 1;
  let after = 1;
  values.forEach((value, i) => {
    const j = values.length - 1 - i;
    products[i] = (products[i] as number) * before;
    products[j] = (products[j] as number) * after;
    before *= value;
    after *= values[j] as number;
  });
  return products;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}
