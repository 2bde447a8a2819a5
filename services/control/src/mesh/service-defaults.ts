import type { Rules } from '../rules/rule-sets.js';

/** A config entry of kind service-defaults, with all that this service does not look at. */
export interface ServiceDefaults {
  Name: string;
  ModifyIndex: number;
  EnvoyExtensions?: Extension[];
  [field: string]: unknown;
}

interface Extension {
  Arguments?: { PluginConfig?: PluginConfig } | undefined;
}

interface PluginConfig {
  Name?: unknown;
  Configuration?: unknown;
  VmConfig?: { Code?: { Local?: { Filename?: unknown } } };
}

/** What a filter of an entry runs by. Undefined where the entry has no such filter, or not one that is whole. */
export function rulesOf(entry: ServiceDefaults, filter: string): Rules | undefined {
  const plugin = pluginOf(entry, filter);
  const configuration = plugin?.Configuration;
  const module = plugin?.VmConfig?.Code?.Local?.Filename;
  if (typeof configuration !== 'string' || typeof module !== 'string') return undefined;
  return { configuration, module };
}

/** The entry with other rules for a filter that it has, and all else as it was. */
export function withRules(entry: ServiceDefaults, filter: string, rules: Rules): ServiceDefaults {
  const copy = structuredClone(entry);
  const plugin = pluginOf(copy, filter) as PluginConfig;
  plugin.Configuration = rules.configuration;
  plugin.VmConfig = {
    ...plugin.VmConfig,
    Code: { ...plugin.VmConfig?.Code, Local: { Filename: rules.module } },
  };
  return copy;
}

function pluginOf({ EnvoyExtensions }: ServiceDefaults, filter: string): PluginConfig | undefined {
  const extensions = EnvoyExtensions ?? [];
  return extensions.find(({ Arguments }) => Arguments?.PluginConfig?.Name === filter)?.Arguments
    ?.PluginConfig;
}
