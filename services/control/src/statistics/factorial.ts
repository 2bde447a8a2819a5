/** What each factor of a multivariate experiment does by itself, and together with another. */
import type { Counts } from './counts.js';
import { designOf, type FactorLevels, type Term, termsOf } from './design.js';
import { chiSquareAbove, normalTails, Z95 } from './distributions.js';
import type { Variant } from './experiment.js';
import type { Interval } from './interval.js';
import { type Fit, fitLogistic } from './logistic.js';
import type { ChiSquare } from './mismatch.js';
import { waldOf } from './wald.js';

/** What one variant of a factor, or two of two, do to the odds of a conversion. */
export interface Coefficient {
  /** By factor of the effect: the variant that is compared with the factor's first. */
  variants: readonly string[];
  /** Change of ln(p / (1 - p)). Of an interaction: what is left when both changes by themselves are taken off. */
  logOdds: number;
  standardError: number;
  /** e^logOdds with its 95 % interval: 1.2 are odds of a fifth more. */
  oddsRatio: Interval;
  z: number;
  /** Of Wald's test of this coefficient alone, 0 to 1. */
  p: number;
}

export interface Effect {
  /** One factor: a main effect. Two: their interaction. */
  factors: readonly string[];
  /** Null when there are no estimates; `note` says why. */
  coefficients: readonly Coefficient[] | null;
  /** Whether the effect is there at all, by its coefficients. Null when there are none. */
  wald: ChiSquare | null;
  /** The same, by how much worse the model is without it. The better of the two where counts are small. */
  likelihoodRatio: ChiSquare | null;
  note: string | null;
}

export interface FactorialEffects {
  /** From the model of all main effects and no interaction. */
  main: readonly Effect[];
  /** From the model of all main effects and all pairs of factors. */
  interactions: readonly Effect[];
  /**
   * What three or more factors do together beyond that: the test of that model's fit. Null when there is no room for
   * it.
   */
  rest: ChiSquare | null;
  /** Variants of factors that nobody has met, and which are left out. */
  notes: readonly string[];
}

/**
 * Main effects and interactions by logistic regression. Each is tested in the model of all effects of its order, with
 * and without it ("type II"), so that the order of the factors does not matter.
 *
 * Source: A. Agresti, "Categorical Data Analysis", 3rd ed. (2013), 5.3 and 9.2.
 *
 * @param factors in the experiment's order, each with its variants, the first of which is the one to compare with
 * @param variants the combinations; `levels` names a variant of each factor
 * @param counts of each combination
 */
export function effectsOf(
  factors: readonly FactorLevels[],
  variants: readonly Variant[],
  counts: readonly Counts[],
): FactorialEffects {
  const levels = variants.map((variant) => variant.levels);
  const { terms, notes } = termsOf(factors, levels, counts);
  const main = terms.filter(({ factors }) => factors.length === 1);
  const fit = (model: readonly Term[]) => fitLogistic(designOf(model, levels), counts);
  const effects = (model: readonly Term[], order: number) => {
    const whole = fit(model);
    return model
      .filter((term) => term.factors.length === order)
      .map((term) => effectOf(term, model, whole, fit(model.filter((other) => other !== term))));
  };
  return {
    main: effects(main, 1),
    interactions: effects(terms, 2),
    rest: restOf(fit(terms), terms, counts),
    notes,
  };
}

/** Why an effect has no estimates. */
const NOTES = {
  singular: 'Too few combinations were met to tell this effect from others.',
  separated:
    'Some combinations have no conversions, or nothing else, so odds have no bound and the model has no estimates. ' +
    'The likelihood-ratio test still holds, roughly.',
  unsettled:
    'Rates next to 0 or 1 depend on combinations with few visitors; the model cannot be computed. Wait for more.',
};

function effectOf(term: Term, model: readonly Term[], whole: Fit, without: Fit): Effect {
  const factors = term.factors.map(({ key }) => key);
  const nothing = { factors, coefficients: null, wald: null, likelihoodRatio: null };
  if (whole.status === 'singular' || without.status === 'singular')
    return { ...nothing, note: NOTES.singular };
  if (whole.status === 'unsettled' || without.status === 'unsettled')
    return { ...nothing, note: NOTES.unsettled };
  const likelihoodRatio = testOf(without.deviance - whole.deviance, term.columns.length);
  if (whole.status === 'separated') return { ...nothing, likelihoodRatio, note: NOTES.separated };
  const first = 1 + model.slice(0, model.indexOf(term)).reduce((sum, { columns }) => sum + columns.length, 0);
  const coefficients = term.columns.map((column, index) =>
    coefficientOf(
      column.map(({ level }, i) => (term.factors[i] as FactorLevels).variants[level] as string),
      whole.coefficients[first + index] as number,
      Math.sqrt(whole.covariance.get(first + index, first + index)),
    ),
  );
  const wald = testOf(waldOf(whole, first, term.columns.length), term.columns.length);
  return { factors, coefficients, wald, likelihoodRatio, note: null };
}

function coefficientOf(variants: readonly string[], logOdds: number, standardError: number): Coefficient {
  const z = logOdds / standardError;
  return {
    variants,
    logOdds,
    standardError,
    oddsRatio: {
      value: Math.exp(logOdds),
      low: Math.exp(logOdds - Z95 * standardError),
      high: Math.exp(logOdds + Z95 * standardError),
    },
    z,
    p: normalTails(z),
  };
}

function restOf(fit: Fit, terms: readonly Term[], counts: readonly Counts[]): ChiSquare | null {
  const columns = 1 + terms.reduce((sum, term) => sum + term.columns.length, 0);
  const degreesOfFreedom = counts.filter(({ exposures }) => exposures > 0).length - columns;
  if (fit.status === 'singular' || fit.status === 'unsettled' || degreesOfFreedom < 1) return null;
  return testOf(fit.deviance, degreesOfFreedom);
}

function testOf(statistic: number, degreesOfFreedom: number): ChiSquare {
  // Of two models that fit alike, rounding may let the smaller one seem the better by a hair.
  const positive = Math.max(0, statistic);
  return { statistic: positive, degreesOfFreedom, p: chiSquareAbove(positive, degreesOfFreedom) };
}
