import type { LoadResult, Results, VariantResult } from '../results.js';
import type { Spread } from '../statistics.js';
import { targets } from '../targets.js';

type Row = string[];

/** The results as Markdown tables. */
export function tables(results: Results): string {
  const { variants } = results;
  const loads = Object.keys(variants[0]?.loads ?? {});
  return [
    ...loads.map((inFlight) => `${loadTable(variants, inFlight)}\n`),
    `${costTable(variants)}\n`,
    `${targetTable(results)}\n`,
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

function targetTable(results: Results): string {
  const rows = targets(results).map(({ name, value, atMost, unit }) => [
    name,
    `${value.toFixed(2)} ${unit}`,
    `≤ ${atMost} ${unit}`,
    value <= atMost ? 'met' : 'missed',
  ]);
  return table(['promised', 'measured', 'at most', ''], rows);
}

/** A Markdown table that also reads well in a terminal; all columns but the first are numbers. */
function table(head: Row, rows: Row[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, ...[title, ...rows.map((row) => row[column] ?? '')].map((cell) => cell.length)),
  );
  const line = (row: Row) =>
    `| ${widths.map((width, column) => padded(row[column] ?? '', width, column)).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? `${'-'.repeat(width + 2)}` : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function padded(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function withSpread({ median, low, high }: Spread): string {
  return `${median.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`;
}

function milliseconds(microseconds: number): string {
  return `${(microseconds / 1000).toFixed(2)} ms`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
