/** The statistics of the experiment read-out: pure functions of configuration and counts. */
export type { VariantCounts } from './counts.js';
export type { Experiment } from './experiment.js';
export type { Coefficient, Effect, FactorialEffects } from './factorial.js';
export type { Interval } from './interval.js';
export type { Lift } from './lift.js';
export type { ChiSquare, Sequence } from './mismatch.js';
export { exposuresNeeded, type Plan, powerOf } from './power.js';
export { type Findings, type ReadOut, readOut, type VariantReadOut } from './read-out.js';
export type { Verdict } from './verdict.js';
