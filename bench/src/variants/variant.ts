import type { HttpFilter } from '../envoy/bootstrap.js';

/** What is compared: filters that stand between the claims and the router. */
export interface Variant {
  /** Short name, in statistics and in JSON. */
  id: string;
  /** What a reader calls it. */
  title: string;
  filters: HttpFilter[];
  /** The modules of those filters that are WebAssembly. */
  modules: Module[];
}

/** A WebAssembly module with the configuration it is measured with. */
export interface Module {
  name: string;
  /** Absolute path. */
  file: string;
  configuration: object;
}

/** Configuration of the plan-limiter, in any language. */
export interface LimiterConfiguration {
  mode: 'enforce' | 'shadow';
  provider: string;
  plans: Record<string, { limit: number; window: number }>;
  ledger?: { cluster: string; timeoutMs: number; onFailure: 'local' | 'deny' | 'allow' };
  guard: { method: string; path: string; cost: number }[];
}

/**
 * The product's own configuration, with one limit for all plans.
 *
 * @param window seconds
 */
export function limiterConfiguration(limit: number, window = 60): LimiterConfiguration {
  const plan = { limit, window };
  return {
    mode: 'enforce',
    provider: 'imagehub',
    plans: { personal: plan, team: plan, enterprise: plan },
    guard: [
      { method: 'GET', path: '/api/images/*/pull', cost: 1 },
      { method: 'POST', path: '/api/images', cost: 1 },
      { method: 'DELETE', path: '/api/images/*', cost: 0 },
    ],
  };
}
