import type { Interval } from './interval.js';
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
  const missing = whatIsMissing(variants[0] as VariantReadOut, given);
  if (missing.length > 0) return { kind: 'undecided', reasons: missing };
  const [control, ...others] = given.map(judged) as [Judged, ...Judged[]];
  const best = others.reduce((first, other) => (other.best > first.best ? other : first), control);
  const doubts = [
    ...(best === control ? doubtsOfControl(control, others) : doubtsOf(best, control)),
    ...doubtToBeBest(best),
  ];
  if (doubts.length > 0) return { kind: 'undecided', reasons: doubts };
  return { kind: 'winner', variant: best.key, reasons: reasonsToWin(best, control) };
}

/** A variant of which nothing is missing that a verdict rests on. */
interface Judged {
  key: string;
  rate: number;
  /** Probability to be the best. */
  best: number;
  /** p of the comparison with the control; of the control itself 1. */
  p: number;
  /** Against the control; null of the control itself. */
  lift: Interval | null;
}

function judged({ key, rate, probabilityBest, test, lift }: VariantReadOut): Judged {
  return {
    key,
    rate: (rate as Interval).value,
    best: probabilityBest as number,
    p: test?.adjustedP ?? 1,
    // It has bounds, for the control has conversions.
    lift: lift as Interval | null,
  };
}

function reasonsOfMismatch(variants: readonly VariantReadOut[], mismatch: ReadOut['mismatch']): string[] {
  const total = variants.reduce((sum, { exposures }) => sum + exposures, 0);
  const spread = variants.map(
    ({ key, share, exposures }) => `${key} has ${percent(exposures / total)} instead of ${percent(share)}`,
  );
  const reasons = [`Of ${total} participants ${spread.join(', ')}.`];
  for (const { key } of variants.filter(({ share, exposures }) => share === 0 && exposures > 0)) {
    reasons.push(`${key} is to be given to nobody, but was counted.`);
  }
  if (mismatch.chiSquare && mismatch.chiSquare.p < MISMATCH) {
    reasons.push(`By chance that happens less than once in ${1 / MISMATCH} experiments (chi-square test).`);
  }
  if (mismatch.sequentialP < MISMATCH_AT_ANY_TIME) {
    reasons.push(
      `However often one looks, fewer than one in ${1 / MISMATCH_AT_ANY_TIME} sound experiments ever come to this ` +
        '(sequential test).',
    );
  }
  reasons.push(
    'Find out who is lost or counted twice, and begin anew. No rate of this experiment can be trusted.',
  );
  return reasons;
}

/** What keeps the read-out from being judged at all. */
function whatIsMissing(control: VariantReadOut, given: readonly VariantReadOut[]): string[] {
  if (given.length < 2) return ['Visitors are given one variant only, so there is nothing to compare.'];
  if (control.share === 0)
    return [`Nobody is given ${control.key}, with which the others are to be compared.`];
  const few = tooFew(given);
  if (few.length > 0) return few;
  if (control.conversions === 0 || control.conversions === control.exposures) {
    const rate = control.conversions === 0 ? 'None' : 'All';
    return [
      `${rate} of ${control.key} convert, which no lift can be planned on; see whether all is counted.`,
    ];
  }
  if (control.exposuresNeeded === null) {
    return ['With the minimum effect the rate would be above 100 %; choose a smaller one.'];
  }
  return given
    .filter(({ exposures, exposuresNeeded }) => exposures < (exposuresNeeded as number))
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
      const bound = `below ${LEAST_EXPECTED} no test holds`;
      return `With its exposures ${variant.key} should have ${expected} ${name}; ${bound}.`;
    });
}

function doubtsOf(best: Judged, control: Judged): string[] {
  if (best.p < SIGNIFICANCE) return [];
  return [`The lead of ${best.key} over ${control.key} may be chance: ${figure(best.p)}.`];
}

/** The control has won when each other variant is proved to be worse. */
function doubtsOfControl(control: Judged, others: readonly Judged[]): string[] {
  return others
    .filter(({ p }) => p >= SIGNIFICANCE)
    .map(({ key, p }) => `That ${key} is behind ${control.key} may be chance: ${figure(p)}.`);
}

function doubtToBeBest({ key, best }: Judged): string[] {
  if (best >= SURE) return [];
  return [`${key} is the best with a probability of ${percent(best)}; ${percent(SURE)} are asked for.`];
}

function reasonsToWin(best: Judged, control: Judged): string[] {
  const sure = `It is the best with a probability of ${percent(best.best)}.`;
  if (!best.lift)
    return [`${best.key} converts ${percent(best.rate)}, and all others significantly less.`, sure];
  const { value, low, high } = best.lift;
  const rates = `${best.key} converts ${percent(best.rate)}, ${control.key} ${percent(control.rate)}`;
  return [
    `${rates}: ${change(value)} (95 %: ${change(low)} to ${change(high)}).`,
    `Chance makes such a difference with ${figure(best.p)}.`,
    sure,
  ];
}

function percent(part: number): string {
  const text = (100 * part).toFixed(1);
  // Nothing short of certainty is to be read as certain.
  if (text === '100.0' && part < 1) return 'more than 99.9 %';
  return `${text} %`;
}

function change(part: number): string {
  return `${part < 0 ? '−' : '+'}${Math.abs(100 * part).toFixed(1)} %`;
}

function figure(p: number): string {
  return p < 0.0001 ? 'p < 0.0001' : `p = ${p.toFixed(4)}`;
}
