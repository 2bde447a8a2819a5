import type { Spread } from '../statistics.js';
import type { Target } from '../targets.js';

export type Row = string[];

/** A Markdown table that also reads well in a terminal; all columns but the first are numbers, on the right. */
export function table(head: Row, rows: Row[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: Row) =>
    `| ${widths.map((width, column) => padded(row[column] ?? '', width, column)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`,
  );
  return [line(head), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}

function padded(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

/** The median with the quartiles in brackets. */
export function withSpread({ median, low, high }: Spread, digits = 1): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

/** What was promised, and whether it was kept. */
export function targetTable(targets: Target[]): string {
  const rows = targets.map(({ name, value, atMost, unit }) => [
    name,
    `${value.toFixed(2)} ${unit}`.trimEnd(),
    `≤ ${atMost} ${unit}`.trimEnd(),
    value <= atMost ? 'met' : 'missed',
  ]);
  return table(['promised', 'measured', 'at most', ''], rows);
}

/** @param microseconds shown in ms */
export function milliseconds(microseconds: number): string {
  return `${(microseconds / 1000).toFixed(2)} ms`;
}

/** @param bytes shown in MiB */
export function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
