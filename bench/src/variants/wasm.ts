import type { HttpFilter } from '../envoy/bootstrap.js';
import type { Module } from './variant.js';

/**
 * A WebAssembly filter on V8.
 *
 * @param vm names its VM: variants that share a module must not share what they counted
 */
export function wasmFilter({ name, file, configuration }: Module, vm: string): HttpFilter {
  return {
    name,
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm',
      config: {
        name,
        root_id: name,
        vm_config: {
          vm_id: `${vm}/${name}`,
          runtime: 'envoy.wasm.runtime.v8',
          code: { local: { filename: file } },
        },
        configuration: {
          '@type': 'type.googleapis.com/google.protobuf.StringValue',
          value: JSON.stringify(configuration),
        },
      },
    },
  };
}
