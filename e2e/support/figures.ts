import { test } from '@playwright/test';

/** @throws Error when there are no values. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('no values to take the median of');
  return middle;
}

/** Tells a measured figure on the terminal and in the test's report. */
export function report(figure: string): void {
  test.info().annotations.push({ type: 'figure', description: figure });
  process.stdout.write(`    figure: ${figure}\n`);
}
