import type { Variant } from './variant.js';
import { wasmFilter } from './wasm.js';

/** A WebAssembly filter that does nothing. */
export function noop(file: string): Variant {
  const module = { name: 'noop', file, configuration: {} };
  return {
    id: 'noop',
    title: 'wasm that does nothing',
    filters: [wasmFilter(module, 'noop')],
    modules: [module],
  };
}
