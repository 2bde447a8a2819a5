import { basename } from 'node:path';
import { type Rules, sameRules } from '../rules/rule-sets.js';
import type { SidecarState } from './sidecar.js';

/** The part of Envoy's admin answer to `/config_dump?resource=dynamic_listeners` that is looked at. */
export interface ConfigDump {
  configs?: DynamicListener[];
}

interface DynamicListener {
  active_state?: { last_updated?: string };
  error_state?: { details?: string; failed_configuration?: unknown };
}

export type FilterState = Pick<SidecarState, 'state' | 'module' | 'message'> & {
  /** When the sidecar was told the rules that it runs, by its own clock: ms since the epoch. */
  toldAt: number;
};

/** How a filter fares at the Envoy that has told this. */
export function filterState({ configs = [] }: ConfigDump, filter: string, wanted: Rules): FilterState {
  const running = configs.flatMap(({ active_state }) => {
    const toldAt = Date.parse(active_state?.last_updated ?? '');
    return rulesWithin(active_state, filter).map((rules) => ({ rules, toldAt }));
  });
  const module = running[0] ? basename(running[0].rules.module) : null;
  const toldAt = Math.max(0, ...running.map((listener) => listener.toldAt || 0));

  // One that has refused them keeps the attempt until it takes another one.
  const refusal = configs.find(({ error_state }) =>
    rulesWithin(error_state?.failed_configuration, filter).some((rules) => sameRules(rules, wanted)),
  );
  const active = running.length > 0 && running.every(({ rules }) => sameRules(rules, wanted));
  if (active) return { state: 'active', module, message: null, toldAt };
  if (refusal) {
    const message = refusal.error_state?.details || 'Envoy gives no reason';
    return { state: 'refused', module, message, toldAt };
  }
  const message = running.length > 0 ? null : 'it runs no such filter';
  return { state: 'behind', module, message, toldAt };
}

/** The rules of each plugin of that name, wherever it stands within a listener. */
function rulesWithin(config: unknown, filter: string): Rules[] {
  if (typeof config !== 'object' || config === null) return [];
  const { name, vm_config, configuration } = config as {
    name?: unknown;
    vm_config?: { code?: { local?: { filename?: string } } };
    configuration?: { value?: string };
  };
  if (vm_config && name === filter) {
    return [{ configuration: configuration?.value ?? '', module: vm_config.code?.local?.filename ?? '' }];
  }
  return Object.values(config).flatMap((value) => rulesWithin(value, filter));
}
