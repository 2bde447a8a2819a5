/** A filter whose configuration is edited here, and the service whose sidecars run it. */
export interface RuleSetPlace {
  /** Name of the filter, and of its plugin in Consul's entry. */
  filter: string;
  /** Service whose service-defaults hold it. */
  service: string;
}

export const RULE_SETS = {
  plans: { filter: 'plan-limiter', service: 'image-store' },
  classes: { filter: 'class-of-service', service: 'edge' },
  experiments: { filter: 'experiments', service: 'edge' },
} as const satisfies Record<string, RuleSetPlace>;

export type RuleSet = keyof typeof RULE_SETS;

export const ruleSets = Object.keys(RULE_SETS) as RuleSet[];

/** What makes a rule set: which module decides, and by which configuration. */
export interface Rules {
  /** JSON text, as the filter reads it. */
  configuration: string;
  /** Path of the module, as the sidecars find it. */
  module: string;
}

export function sameRules(a: Rules, b: Rules): boolean {
  return a.configuration === b.configuration && a.module === b.module;
}
