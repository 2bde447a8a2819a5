import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Tallied } from './browser.js';
import { type Answer, headerOf, type Route } from './client.js';
import { increment } from './counts.js';
import type { Plan } from './mix.js';
import { type Outages, watchOutages } from './outages.js';

/** Answers of a kind of people, and how long they took. */
export interface Answers {
  people: number;
  requests: number;
  /** By status; 0 is no answer. */
  statuses: Map<number, number>;
  /** Of all that were answered, in microseconds. */
  latency: RecordableHistogram;
}

/** What guarded requests of a plan were told. */
export interface Decisions {
  admitted: number;
  refused: number;
  /** Refused requests that were sent again after Retry-After, and how many of these were admitted. */
  waited: number;
  admittedAfter: number;
  /** Decided without the ledger. */
  local: number;
}

export interface Variant {
  exposed: number;
  converted: number;
}

/** What a second, or a few, have brought. */
export interface Span {
  requests: number;
  /** By route and status: `pull 503`. A failure is a 5xx or no answer. */
  failures: Map<string, number>;
  refused: number;
  latency: RecordableHistogram;
}

/** Counts what a run sees. What it holds does not grow with the length of the run. */
export interface Tally {
  readonly kinds: Map<Tallied, Answers>;
  readonly plans: Map<Plan, Decisions>;
  /** By experiment and variant. */
  readonly variants: Map<string, Map<string, Variant>>;
  /** Pages by the class that they were told. */
  readonly classes: Map<string, number>;
  readonly servedBy: Map<string, number>;
  readonly outages: Outages;
  /** People who were not let in because too many were there. */
  turnedAway: number;
  came(kind: Tallied): void;
  answer(kind: Tallied, route: Route, answer: Answer): void;
  decision(plan: Plan, answer: Answer, waited: boolean): void;
  page(requestClass: string): void;
  exposed(experiment: string, variant: string): void;
  converted(experiment: string, variant: string): void;
  /** All since the last call under that name. */
  takeSpan(of: 'second' | 'line'): Span;
}

export function newTally(): Tally {
  const spans = { second: newSpan(), line: newSpan() };
  const kinds = new Map<Tallied, Answers>();
  const variants = new Map<string, Map<string, Variant>>();
  const plans = new Map<Plan, Decisions>();
  const servedBy = new Map<string, number>();
  const classes = new Map<string, number>();
  const outages = watchOutages();

  const answersOf = (kind: Tallied) =>
    entry(kinds, kind, () => ({ people: 0, requests: 0, statuses: new Map(), latency: createHistogram() }));
  const variantOf = (experiment: string, variant: string) => {
    const arms = entry(variants, experiment, () => new Map<string, Variant>());
    return entry(arms, variant, () => ({ exposed: 0, converted: 0 }));
  };

  return {
    kinds,
    plans,
    variants,
    classes,
    servedBy,
    outages,
    turnedAway: 0,
    came(kind) {
      answersOf(kind).people += 1;
    },
    answer(kind, route, answer) {
      const { status, headers, took } = answer;
      const answers = answersOf(kind);
      answers.requests += 1;
      increment(answers.statuses, status);
      const micros = Math.max(1, Math.round(took * 1000));
      if (status !== 0) answers.latency.record(micros);
      const by = headerOf(headers, 'x-imagehub-served-by');
      if (by) increment(servedBy, by);
      const failure = failureOf(route, answer);
      outages.saw(answer.sent, failure);
      for (const span of Object.values(spans)) {
        span.requests += 1;
        if (status !== 0) span.latency.record(micros);
        if (status === 429) span.refused += 1;
        if (failure) increment(span.failures, failure);
      }
    },
    decision(plan, { status, headers }, waited) {
      const told = headerOf(headers, 'ratelimit') !== undefined;
      if (!told) return;
      const decisions = entry(plans, plan, newDecisions);
      const refused = status === 429;
      decisions[refused ? 'refused' : 'admitted'] += 1;
      if (waited) decisions.waited += 1;
      if (waited && !refused) decisions.admittedAfter += 1;
      if (headerOf(headers, 'x-imagehub-quota') === 'local') decisions.local += 1;
    },
    page: (requestClass) => increment(classes, requestClass),
    exposed(experiment, variant) {
      variantOf(experiment, variant).exposed += 1;
    },
    converted(experiment, variant) {
      variantOf(experiment, variant).converted += 1;
    },
    takeSpan(of) {
      const span = spans[of];
      spans[of] = newSpan();
      return span;
    },
  };
}

/** A failure as people name it, `pull 503` or `list ECONNREFUSED`; undefined for what is none. */
function failureOf(route: Route, { status, reason }: Answer): string | undefined {
  if (status === 0) return `${route} ${reason}`;
  return status >= 500 ? `${route} ${status}` : undefined;
}

function newSpan(): Span {
  return { requests: 0, failures: new Map(), refused: 0, latency: createHistogram() };
}

function newDecisions(): Decisions {
  return { admitted: 0, refused: 0, waited: 0, admittedAfter: 0, local: 0 };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const present = map.get(key);
  if (present !== undefined) return present;
  const made = make();
  map.set(key, made);
  return made;
}
