import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../checkout.js';

/** What Consul holds of each config entry, by `<kind>/<name>`. */
export type Entries = Map<string, string>;

/** Reads all config entries of a hub, of the kinds that it has. */
export async function readEntries(consulUrl: string): Promise<Entries> {
  const kinds = await readdir(join(checkout, 'consul/config-entries'));
  const lists = await Promise.all(kinds.map((kind) => entriesOf(consulUrl, kind)));
  return new Map(lists.flat());
}

/** The names of entries that are not the same on both sides. */
export function changedEntries(before: Entries, after: Entries): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.filter((name) => before.get(name) !== after.get(name));
}

async function entriesOf(consulUrl: string, kind: string): Promise<[string, string][]> {
  const response = await fetch(`${consulUrl}/v1/config/${kind}`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`Consul does not list its ${kind} entries (status ${response.status})`);
  const entries = (await response.json()) as { Name: string; ModifyIndex: number }[];
  return entries.map(({ Name, ModifyIndex: _, ...entry }) => [`${kind}/${Name}`, JSON.stringify(entry)]);
}
