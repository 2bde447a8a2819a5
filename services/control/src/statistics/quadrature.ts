/** Gauss-Legendre quadrature on [-1, 1], of a whole interval and of what lies below each node. */
export interface Rule {
  nodes: readonly number[];
  /** Σ weights[k] f(nodes[k]) is the integral of f from -1 to 1. */
  weights: readonly number[];
  /** Σ below[k][l] f(nodes[l]) is the integral from -1 to nodes[k]. */
  below: readonly (readonly number[])[];
}

/**
 * The rule of so many nodes: exact for polynomials below twice that degree, and up to a node for those below the
 * degree.
 *
 * The nodes are the roots of the Legendre polynomial Pₙ, found by Newton's method; `below` is the integral of the
 * interpolating polynomial, by ∫ Pₘ = (Pₘ₊₁ - Pₘ₋₁) / (2m + 1).
 *
 * Source: W. H. Press et al., "Numerical Recipes", 3rd ed. (2007), 4.6.
 *
 * @param size 2 or more
 */
export function gaussLegendre(size: number): Rule {
  const nodes = Array.from({ length: size }, (_, index) => rootOf(size, index));
  const values = nodes.map((node) => legendre(size + 1, node));
  const weights = nodes.map((node, k) => {
    const next = at(values[k] as number[], size - 1) * size;
    // P′ₙ at a root of Pₙ.
    const slope = next / (1 - node * node);
    return 2 / ((1 - node * node) * slope * slope);
  });
  const below = values.map((upper) =>
    values.map((polynomials, l) => {
      let sum = 0;
      for (let m = 0; m < size; m += 1) {
        sum += ((2 * m + 1) / 2) * at(polynomials, m) * integralOf(upper, m, at(upper, 1));
      }
      return sum * at(weights, l);
    }),
  );
  return { nodes, weights, below };
}

/** ∫ Pₘ from -1 to x, of the values at x. */
function integralOf(values: readonly number[], m: number, x: number): number {
  return m === 0 ? x + 1 : (at(values, m + 1) - at(values, m - 1)) / (2 * m + 1);
}

/** The roots, the smallest first. */
function rootOf(size: number, index: number): number {
  let x = -Math.cos((Math.PI * (index + 0.75)) / (size + 0.5));
  for (let step = 0; step < 6; step += 1) {
    const values = legendre(size, x);
    const slope = (size * (x * at(values, size) - at(values, size - 1))) / (x * x - 1);
    x -= at(values, size) / slope;
  }
  return x;
}

/** P₀ to Pₙ at x, by Bonnet's recursion. */
function legendre(degree: number, x: number): number[] {
  const values = [1, x];
  for (let m = 1; m < degree; m += 1) {
    values.push(((2 * m + 1) * x * at(values, m) - m * at(values, m - 1)) / (m + 1));
  }
  return values;
}

function at(values: readonly number[], index: number): number {
  return values[index] as number;
}
