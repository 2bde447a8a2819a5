import type { HostCallCosts } from '../host-call-costs.js';
import { table, withSpread } from './markdown.js';

/** What each host call costs, as a Markdown table. */
export function hostCallTable({ empty, calls }: HostCallCosts): string {
  const rows = Object.entries(calls).map(([name, cost]) => [name, withSpread(cost, 2)]);
  const none = ['a filter without any', withSpread(empty, 2)];
  return `${table(['host call', 'µs each'], [none, ...rows])}\n`;
}
