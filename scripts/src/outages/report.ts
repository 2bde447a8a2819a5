import { markdownTable } from '../reference/markdown.js';
import { increment } from '../traffic/counts.js';
import type { Death } from './containers.js';
import type { Notice } from './load.js';

export interface Outage extends Notice, Death {
  container: string;
}

export interface Machine {
  processors: number;
  /** Processes that ran or wanted to, on average. */
  load: number;
}

/** Markdown: how it was measured, and a row for each container. */
export function outagesReport(outages: Outage[], rate: number, day: Date, machine: Machine): string {
  const date = day.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const { processors, load } = machine;
  return `Measured by \`npm run outages\` on ${date}, with about ${rate} requests a second, on ${processors} processors.
The load average was ${load.toFixed(0)}: where it is higher than the number of processors, read the times as upper bounds.
Each container's main process was ended by \`kill -9\`; seconds are from then. A failure is a 5xx or no answer.

${markdownTable(['killed', 'failed', 'of requests', 'from – to', 'what', 'healthy again'], outages.map(row))}`;
}

function row({ container, failed, requests, failures, at, healthyAt, from, until }: Outage): string[] {
  const seconds = (time: number) => Math.max(0, (time - at) / 1000).toFixed(1);
  const span = from === undefined || until === undefined ? '' : `${seconds(from)} – ${seconds(until)} s`;
  const kinds = new Map<string, number>();
  for (const [name, times] of failures) increment(kinds, kindOf(name), times);
  const what = [...kinds]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, times]) => `${name} × ${times}`)
    .join(', ');
  return [
    `\`${container}\``,
    String(failed),
    String(requests),
    span,
    what || 'nothing',
    `${seconds(healthyAt)} s`,
  ];
}

/** What has no status has a code of Node, such as `pull ECONNRESET`. */
function kindOf(failure: string): string {
  return failure.replace(/ [A-Z_]{2,}$/, ' without an answer');
}
