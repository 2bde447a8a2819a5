import type { RecordableHistogram } from 'node:perf_hooks';
import { table } from '../table.js';
import { sumOf } from './counts.js';
import type { Outage } from './outages.js';
import type { Answers, Span, Tally } from './tally.js';

/** Columns of the report's first table: which statuses they hold. */
const groups = {
  '2xx': (status: number) => status >= 200 && status < 300,
  304: (status: number) => status === 304,
  401: (status: number) => status === 401,
  403: (status: number) => status === 403,
  429: (status: number) => status === 429,
  'other 4xx': (status: number) => status >= 400 && status < 500 && ![401, 403, 429].includes(status),
  '5xx': (status: number) => status >= 500,
  'no answer': (status: number) => status === 0,
};
type Group = keyof typeof groups;

/** In the order of the columns: an object gives its numbers first. */
const columns: Group[] = ['2xx', 304, 401, 403, 429, 'other 4xx', '5xx', 'no answer'];

/** What a run has seen, as `--json` prints it. */
export interface Summary {
  type: 'summary';
  /** Seconds. */
  duration: number;
  requests: number;
  failed: number;
  /** People who were not let in because too many were there. */
  turnedAway: number;
  kinds: Record<string, KindSummary>;
  plans: Record<string, object>;
  classes: Record<string, number>;
  servedBy: Record<string, number>;
  experiments: Record<string, Record<string, { exposed: number; converted: number }>>;
  outages: OutageSummary[];
}

interface KindSummary {
  people: number;
  requests: number;
  statuses: Record<Group, number>;
  /** Milliseconds. */
  p50: number;
  p95: number;
  p99: number;
}

interface OutageSummary {
  /** ISO 8601. */
  from: string;
  until: string;
  seconds: number;
  failed: number;
  failures: Record<string, number>;
}

export function summarize(tally: Tally, ms: number): Summary {
  const kinds = mapValues(tally.kinds, summaryOf);
  const sum = (of: (kind: KindSummary) => number) =>
    Object.values(kinds).reduce((total, kind) => total + of(kind), 0);
  return {
    type: 'summary',
    duration: round(ms / 1000),
    requests: sum(({ requests }) => requests),
    failed: sum(({ statuses }) => statuses['5xx'] + statuses['no answer']),
    turnedAway: tally.turnedAway,
    kinds,
    plans: mapValues(tally.plans, (decisions) => ({ ...decisions })),
    classes: Object.fromEntries(tally.classes),
    servedBy: Object.fromEntries([...tally.servedBy].toSorted()),
    experiments: mapValues(tally.variants, (variants) => mapValues(variants, (variant) => ({ ...variant }))),
    outages: tally.outages.list().map(outageSummary),
  };
}

function summaryOf({ people, requests, statuses, latency }: Answers): KindSummary {
  const count = (fits: (status: number) => boolean) =>
    [...statuses].reduce((sum, [status, times]) => sum + (fits(status) ? times : 0), 0);
  const counts = Object.fromEntries(columns.map((group) => [group, count(groups[group])]));
  return {
    people,
    requests,
    statuses: counts as KindSummary['statuses'],
    p50: percentile(latency, 50),
    p95: percentile(latency, 95),
    p99: percentile(latency, 99),
  };
}

function outageSummary({ from, until, failed, failures }: Outage): OutageSummary {
  return {
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    seconds: round((until - from) / 1000),
    failed,
    failures: Object.fromEntries(failures),
  };
}

/** The report for people: tables of what was seen. */
export function reportText(summary: Summary): string {
  const { duration, requests, failed, turnedAway } = summary;
  const parts = [
    `${requests} requests in ${duration} s (${(requests / duration).toFixed(1)} a second), ${failed} failed`,
    kindsTable(summary),
    plansTable(summary),
    experimentsTable(summary),
    countsTable('class of a page', 'pages', summary.classes),
    countsTable('served by', 'answers', summary.servedBy),
    outagesTable(summary),
    turnedAway > 0 &&
      `${turnedAway} people were turned away: too many were there. Lower --rate, or ask why the hub is slow.`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

function kindsTable({ kinds }: Summary): string {
  const head = ['who', 'people', 'requests', ...columns.map(String), 'p50 ms', 'p95 ms', 'p99 ms'];
  const rows = Object.entries(kinds).map(([kind, { people, requests, statuses, p50, p95, p99 }]) => [
    kind,
    ...[people, requests, ...columns.map((group) => statuses[group])].map(String),
    ...[p50, p95, p99].map((ms) => ms.toFixed(1)),
  ]);
  return table(head, rows, allBut(head, 1));
}

function plansTable({ plans }: Summary): string | undefined {
  const head = ['plan', 'admitted', 'refused', 'waited for', 'then admitted', 'without the ledger'];
  const rows = Object.entries(plans).map(([plan, decisions]) => [
    plan,
    ...Object.values(decisions).map(String),
  ]);
  return rows.length > 0 ? table(head, rows, allBut(head, 1)) : undefined;
}

function experimentsTable({ experiments }: Summary): string | undefined {
  const head = ['experiment', 'variant', 'seen by', 'pulled', 'share'];
  const rows = Object.entries(experiments).flatMap(([experiment, variants]) =>
    Object.entries(variants).map(([variant, { exposed, converted }]) => {
      const share = `${((100 * converted) / Math.max(1, exposed)).toFixed(0)} %`;
      return [experiment, variant, String(exposed), String(converted), share];
    }),
  );
  return rows.length > 0 ? table(head, rows, allBut(head, 2)) : undefined;
}

function countsTable(what: string, counted: string, counts: Record<string, number>): string | undefined {
  const rows = Object.entries(counts).map(([name, count]) => [name, String(count)]);
  return rows.length > 0 ? table([what, counted], rows, new Set([1])) : undefined;
}

function outagesTable({ outages }: Summary): string | undefined {
  const head = ['failures from', 'to', 'seconds', 'failed', 'what'];
  const rows = outages.map(({ from, until, seconds, failed, failures }) => [
    from,
    until,
    seconds.toFixed(1),
    String(failed),
    listOf(Object.entries(failures)),
  ]);
  return rows.length > 0 ? table(head, rows, new Set([2, 3])) : undefined;
}

/** One line on what a span of time has brought. */
export function spanLine(
  { requests, failures, refused, latency }: Span,
  seconds: number,
  here: number,
): string {
  const failed = sumOf(failures);
  const pace = `${requests} requests (${(requests / seconds).toFixed(1)}/s), ${here} people here`;
  const times = `p50 ${percentile(latency, 50).toFixed(1)} ms, p99 ${percentile(latency, 99).toFixed(1)} ms`;
  return `${clock()}  ${pace}, ${times}, ${refused} × 429, ${failed} failed`;
}

/** What failed in a second. */
export function failureLine({ requests, failures }: Span): string {
  return `${clock()}  ${sumOf(failures)} of ${requests} requests failed: ${listOf([...failures])}`;
}

function listOf(counts: [name: string, count: number][]): string {
  return counts.map(([name, count]) => `${name} × ${count}`).join(', ');
}

function clock(): string {
  return new Date().toISOString().slice(11, 19);
}

function allBut(head: string[], first: number): Set<number> {
  return new Set([...head.keys()].filter((column) => column >= first));
}

/** In milliseconds, of a histogram in microseconds; 0 when it is empty. */
function percentile(latency: RecordableHistogram, share: number): number {
  return latency.count === 0 ? 0 : round(latency.percentile(share) / 1000);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function mapValues<V, R>(map: Map<string, V>, change: (value: V) => R): Record<string, R> {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value)]));
}
