import { LEAST_EXPECTED, MISMATCH, MISMATCH_AT_ANY_TIME, SIGNIFICANCE, SURE } from './levels.js';
import type { ReadOut, VariantReadOut } from './read-out.js';

/** What an experiment allows to be said. */
export type Verdict =
  | { kind: 'winner'; variant: string; reasons: readonly string[] }
  /** There may be a winner, but it cannot be told yet; `reasons` says what is missing. */
  | { kind: 'undecided'; reasons: readonly string[] }
  /** Visitors are not spread as configured, so whatever the rates are, they do not compare like with like. */
  | { kind: 'mismatch'; reasons: readonly string[] };

/** Says which variant has won, or why none can be named. */
export function verdictOf(variants: readonly VariantReadOut[], mismatch: ReadOut['mismatch']): Verdict {
  if (mismatch.alarm) return { kind: 'mismatch', reasons: reasonsOfMismatch(variants, mismatch) };
  const given = variants.filter(({ share }) => share > 0);
  const missing = whatIsMissing(variants[0], given);
  if (missing.length > 0) return { kind: 'undecided', reasons: missing };
  const [best, ...others] = given.toSorted((a, b) => (b.probabilityBest ?? 0) - (a.probabilityBest ?? 0));
  const control = variants[0];
  if (!best || !control) return { kind: 'undecided', reasons: ['There is nothing to compare.'] };
  const doubts = best === control ? doubtsOfControl(best, others) : doubtsOf(best, control);
  if (doubts.length > 0) return { kind: 'undecided', reasons: doubts };
  return { kind: 'winner', variant: best.key, reasons: reasonsToWin(best, control) };
}

function reasonsOfMismatch(variants: readonly VariantReadOut[], mismatch: ReadOut['mismatch']): string[] {
  const total = variants.reduce((sum, { exposures }) => sum + exposures, 0);
  const spread = variants.map(
    ({ key, share, exposures }) => `${key} ${percent(exposures / total)} instead of ${percent(share)}`,
  );
  const reasons = [`Of ${total} participants were in ${spread.join(', ')}.`];
  for (const { key } of variants.filter(({ share, exposures }) => share === 0 && exposures > 0)) {
    reasons.push(`${key} is to be given to nobody, but was counted.`);
  }
  if (mismatch.chiSquare && mismatch.chiSquare.p < MISMATCH) {
    reasons.push(`By chance that happens less than once in ${1 / MISMATCH} experiments (chi-square test).`);
  }
  if (mismatch.sequentialP < MISMATCH_AT_ANY_TIME) {
    reasons.push(
      `However often one looks, fewer than one in ${1 / MISMATCH_AT_ANY_TIME} sound experiments ever come to this (sequential test).`,
    );
  }
  reasons.push(
    'Find out who is lost or counted twice, and begin anew. No rate of this experiment can be trusted.',
  );
  return reasons;
}

/** What keeps the read-out from being judged at all. */
function whatIsMissing(control: VariantReadOut | undefined, given: readonly VariantReadOut[]): string[] {
  if (given.length < 2) return ['Visitors are given one variant only, so there is nothing to compare.'];
  if (control?.share === 0)
    return [`Nobody is given ${control.key}, with which the others are to be compared.`];
  const few = tooFew(given);
  if (few.length > 0) return few;
  if (control?.conversions === 0 || control?.conversions === control?.exposures) {
    const rate = percent(control?.rate?.value ?? 0);
    return [`${control?.key} converts ${rate}, which no lift can be planned on; see whether all is counted.`];
  }
  if (given.some((variant) => variant.exposuresNeeded === null)) {
    return ['With the minimum effect the rate would be above 100 %; choose a smaller one.'];
  }
  return given
    .filter(({ exposures, exposuresNeeded }) => exposures < (exposuresNeeded ?? 0))
    .map(
      ({ key, exposures, exposuresNeeded }) =>
        `${key} has ${exposures} of the ${exposuresNeeded} exposures it needs.`,
    );
}

/** Which variants have too few conversions to be expected, or too few others, if all rates are the same. */
function tooFew(given: readonly VariantReadOut[]): string[] {
  const exposures = given.reduce((sum, variant) => sum + variant.exposures, 0);
  if (exposures === 0) return ['Nobody has met the experiment yet.'];
  const rate = given.reduce((sum, { conversions }) => sum + conversions, 0) / exposures;
  const [rarer, name] = rate <= 0.5 ? [rate, 'conversions'] : [1 - rate, 'visitors who do not convert'];
  return given
    .filter((variant) => variant.exposures * rarer < LEAST_EXPECTED)
    .map((variant) => {
      const expected = (variant.exposures * rarer).toFixed(1);
      return `${variant.key} is to have ${expected} ${name} yet; below ${LEAST_EXPECTED} no test of rates holds.`;
    });
}

function doubtsOf(best: VariantReadOut, control: VariantReadOut): string[] {
  const doubts: string[] = [];
  const p = best.test?.adjustedP ?? 1;
  if (p >= SIGNIFICANCE) {
    doubts.push(`The lead of ${best.key} over ${control.key} may be chance: p is ${figure(p)}.`);
  }
  return [...doubts, ...doubtToBeBest(best)];
}

/** The control has won when each other variant is proved to be worse. */
function doubtsOfControl(control: VariantReadOut, others: readonly VariantReadOut[]): string[] {
  const open = others.filter(({ test }) => (test?.adjustedP ?? 1) >= SIGNIFICANCE);
  const doubts = open.map(
    ({ key, test }) =>
      `That ${key} is behind ${control.key} may be chance: p is ${figure(test?.adjustedP ?? 1)}.`,
  );
  return [...doubts, ...doubtToBeBest(control)];
}

function doubtToBeBest({ key, probabilityBest }: VariantReadOut): string[] {
  const probability = probabilityBest ?? 0;
  if (probability >= SURE) return [];
  return [
    `${key} is the best with a probability of ${percent(probability)}; ${percent(SURE)} are asked for.`,
  ];
}

function reasonsToWin(best: VariantReadOut, control: VariantReadOut): string[] {
  const rate = `${best.key} converts ${percent(best.rate?.value ?? 0)}`;
  const sure = `It is the best with a probability of ${percent(best.probabilityBest ?? 0)}.`;
  if (best === control) return [`${rate}, and all others significantly less.`, sure];
  const { value = null, low = 0, high = null } = best.lift ?? {};
  return [
    `${rate}, ${control.key} ${percent(control.rate?.value ?? 0)}: ${change(value)} (95 %: ${change(low)} to ${change(high)}).`,
    `Chance makes such a difference with p = ${figure(best.test?.adjustedP ?? 1)}.`,
    sure,
  ];
}

function percent(part: number): string {
  const text = (100 * part).toFixed(1);
  // Nothing short of certainty is to be read as certain.
  if (text === '100.0' && part < 1) return 'more than 99.9 %';
  return `${text} %`;
}

function change(part: number | null): string {
  if (part === null) return 'no bound';
  return `${part < 0 ? '−' : '+'}${Math.abs(100 * part).toFixed(1)} %`;
}

function figure(p: number): string {
  return p < 0.0001 ? 'less than 0.0001' : p.toFixed(4);
}
