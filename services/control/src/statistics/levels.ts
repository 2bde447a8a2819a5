/** How sure is sure enough. The page of the service says what follows from each. */

/** Chance of a false alarm of all tests against the control together. */
export const SIGNIFICANCE = 0.05;

/** Chance that an experiment of the planned size finds the smallest effect worth finding. */
export const POWER = 0.8;

/** Probability to be best from which on a variant may be called the winner. */
export const SURE = 0.95;

/** p of the chi-square test from which on down shares count as wrong. Strict, since it is looked at again and again. */
export const MISMATCH = 0.001;

/** The same of the sequential test, which holds its level however often it is looked at. */
export const MISMATCH_AT_ANY_TIME = 0.01;

/** Conversions to be expected, or visitors who do not convert, below which a variant's rate is not close to normal. */
export const LEAST_EXPECTED = 10;
