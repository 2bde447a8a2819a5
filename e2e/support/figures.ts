import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
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

/** Share of all processors that is in use while a hub has nothing to do, at most; above it others are at work. */
const CALM = 0.3;

/**
 * Waits until the machine has nothing else to do, since a time taken beside other work says little about the hub; but no
 * longer than a time in ms.
 */
export async function untilCalm(timeout = 10_000): Promise<void> {
  const end = performance.now() + timeout;
  while ((await busyShare(400)) > CALM && performance.now() < end);
}

/** @returns the share of all processors that was in use over a time in ms, 0 to 1. */
async function busyShare(ms: number): Promise<number> {
  const before = processorTimes();
  await delay(ms);
  const after = processorTimes();
  return 1 - (after.idle - before.idle) / (after.total - before.total);
}

function processorTimes(): { idle: number; total: number } {
  const times = cpus().map(({ times: { user, nice, sys, idle, irq } }) => [
    idle,
    user + nice + sys + idle + irq,
  ]);
  const sum = (column: number) => times.reduce((total, row) => total + (row[column] ?? 0), 0);
  return { idle: sum(0), total: sum(1) };
}
