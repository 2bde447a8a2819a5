import { Agent, get } from 'node:http';
import { test } from '@playwright/test';
import type { Account } from './accounts.js';
import { hubUrl } from './hub.js';

export interface Connection {
  /** Time in ms from sending a request to the last byte of its answer, which must be 200. */
  get(path: string): Promise<number>;
  close(): void;
}

/** One kept-alive connection to the edge, used by one account. */
export function openConnection({ token }: Account): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { authorization: `Bearer ${token}` };
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        const started = performance.now();
        get(hubUrl + path, { agent, headers }, (response) => {
          if (response.statusCode !== 200) reject(new Error(`${path} answered ${response.statusCode}`));
          response.on('error', reject).on('end', () => resolve(performance.now() - started));
          response.resume();
        }).on('error', reject);
      }),
    close: () => agent.destroy(),
  };
}

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
