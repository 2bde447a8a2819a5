/** The kinds of config entries that the hub has. */
const kinds = [
  'proxy-defaults',
  'mesh',
  'service-defaults',
  'jwt-provider',
  'service-resolver',
  'service-router',
  'service-intentions',
];

/** What Consul holds of each config entry, by `<kind>/<name>`. */
export type Entries = Map<string, string>;

/** Reads all config entries of a hub. */
export async function readEntries(consulUrl: string): Promise<Entries> {
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
