import type { TestApp } from './testing.js';
import type { TestConsul } from './testing-consul.js';

export interface WriteOptions {
  etag?: string;
  query?: string;
}

/** Writes rules as an administrator does; by default in the place of whatever there is. */
export function putRules(
  control: TestApp,
  ruleSet: string,
  payload: object,
  { etag = '*', query = '' }: WriteOptions = {},
) {
  const url = `/api/control/rules/${ruleSet}${query}`;
  return control.ask('PUT', url, { payload, headers: { 'if-match': etag } });
}

/** What Consul holds. */
export function heldRules(consul: TestConsul, service: string, filter: string): unknown {
  const extensions = consul.entries.get(service)?.EnvoyExtensions ?? [];
  const plugin = extensions.find(({ Arguments }) => Arguments?.PluginConfig?.Name === filter);
  return JSON.parse(String(plugin?.Arguments?.PluginConfig?.Configuration));
}

/** The writes through the service, the newest first. */
export async function writesOf(control: TestApp, ruleSet: string): Promise<Record<string, unknown>[]> {
  const { items } = (await control.ask('GET', `/api/control/history?ruleSet=${ruleSet}&limit=100`)).json();
  return items.filter(({ by }: { by: unknown }) => by !== null);
}
