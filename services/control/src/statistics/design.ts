/** The columns of a logistic model: which of them is 1 for which combination of variants. */
import type { Counts } from './counts.js';

export interface FactorLevels {
  key: string;
  variants: readonly string[];
}

interface Level {
  /** Index of the factor. */
  factor: number;
  /** Index of its variant. */
  level: number;
}

/** A main effect or an interaction. */
export interface Term {
  factors: readonly FactorLevels[];
  /** Each is 1 where all its levels are met, and 0 elsewhere: what differs from the factors' first variants. */
  columns: readonly (readonly Level[])[];
}

/**
 * All main effects, and behind them all pairs of factors. Variants that nobody has met are left out, and with fewer
 * than two others their factor is; what is left out is told in `notes`.
 */
export function termsOf(
  factors: readonly FactorLevels[],
  combinations: readonly (readonly number[])[],
  counts: readonly Counts[],
): { terms: Term[]; notes: string[] } {
  const notes: string[] = [];
  const main = factors.flatMap((factor, index): Term[] => {
    const isMet = factor.variants.map((_, level) =>
      combinations.some((levels, cell) => levels[index] === level && (counts[cell] as Counts).exposures > 0),
    );
    factor.variants.forEach((variant, level) => {
      if (!isMet[level])
        notes.push(`Nobody has met ${variant} of ${factor.key}; it is left out of the effects.`);
    });
    const met = factor.variants.flatMap((_, level) => (isMet[level] ? [level] : []));
    if (met.length < 2) {
      notes.push(`${factor.key} has fewer than two variants that were met, so it has no effect to estimate.`);
      return [];
    }
    if (!isMet[0])
      notes.push(`Other variants of ${factor.key} are compared with ${factor.variants[met[0] as number]}.`);
    return [{ factors: [factor], columns: met.slice(1).map((level) => [{ factor: index, level }]) }];
  });
  const pairs = main.flatMap((first, index) => main.slice(index + 1).map((second) => product(first, second)));
  return { terms: [...main, ...pairs], notes };
}

/** The rows of a model with an intercept and these terms, one for each combination. */
export function designOf(terms: readonly Term[], combinations: readonly (readonly number[])[]): number[][] {
  const columns = terms.flatMap((term) => term.columns);
  return combinations.map((levels) => [
    1,
    ...columns.map((column) => (column.every(({ factor, level }) => levels[factor] === level) ? 1 : 0)),
  ]);
}

function product(first: Term, second: Term): Term {
  return {
    factors: [...first.factors, ...second.factors],
    columns: first.columns.flatMap((a) => second.columns.map((b) => [...a, ...b])),
  };
}
