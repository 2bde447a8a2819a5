import type { LimiterConfiguration, Variant } from './variant.js';
import { wasmFilter } from './wasm.js';

/** Ours: filters/plan-limiter. */
export function planLimiter(file: string, configuration: LimiterConfiguration): Variant {
  const module = { name: 'plan-limiter', file, configuration };
  return {
    id: 'plan-limiter',
    title: 'plan-limiter',
    filters: [wasmFilter(module, 'plan-limiter')],
    modules: [module],
  };
}
