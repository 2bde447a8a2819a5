import type { LoadResult, Results, VariantResult } from '../results.js';
import { targets } from '../targets.js';
import { mebibytes, milliseconds, type Row, table, targetTable, withSpread } from './markdown.js';

/** The results as Markdown tables. */
export function tables(results: Results): string {
  const { variants } = results;
  const loads = Object.keys(variants[0]?.loads ?? {});
  return [
    ...loads.map((inFlight) => `${loadTable(variants, inFlight)}\n`),
    `${costTable(variants)}\n`,
    `${targetTable(targets(results))}\n`,
    ...Object.entries(results.leftOut).map(([id, reason]) => `Left out: ${id} (${reason}).\n`),
  ].join('\n');
}

function loadTable(variants: VariantResult[], inFlight: string): string {
  const head = [`${Number(inFlight).toLocaleString('en')} in flight`, 'µs/request', 'µs added', 'p50', 'p99'];
  return table(
    head,
    variants.map(({ title, loads }) => [title, ...figures(loads[inFlight])]),
  );
}

function figures(load: LoadResult | undefined): Row {
  if (!load) return [];
  const { cpu, added, p50, p99 } = load;
  return [withSpread(cpu), withSpread(added), milliseconds(p50.median), milliseconds(p99.median)];
}

function costTable(variants: VariantResult[]): string {
  const head = ['', 'host calls', 'module', 'RSS before', 'RSS after'];
  const rows = variants.map(({ title, hostCalls, modules, memory }) => [
    title,
    hostCalls ? String(sum(hostCalls)) : '–',
    Object.keys(modules).length > 0 ? `${(sum(modules) / 1024).toFixed(1)} KB` : '–',
    mebibytes(memory.before),
    mebibytes(memory.after),
  ]);
  return table(head, rows);
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
