import type { LimiterConfiguration, Variant } from './variant.js';
import { wasmFilter } from './wasm.js';

/** The same limiter in Rust, on the proxy-wasm crate: bench/rust-limiter. */
export function rust(file: string, configuration: LimiterConfiguration): Variant {
  const module = { name: 'rust-limiter', file, configuration };
  return {
    id: 'rust',
    title: 'the same in Rust (proxy-wasm)',
    filters: [wasmFilter(module, 'rust')],
    modules: [module],
  };
}
