import { type Blueprint, consulUrl } from './blueprint.js';
import { renderAgentConfig } from './mesh.js';
import type { Part } from './parts.js';

/** The control plane of the mesh. */
export function consulPart(hub: Blueprint): Part {
  return {
    name: 'consul',
    stage: 'consul',
    after: ['consul-binary'],
    port: 'consul',
    program: 'consul',
    async command() {
      const config = await renderAgentConfig(hub);
      // Consul 1.22 asks its own API for its address while it fills in chains and listeners, at the default address
      // unless its environment says otherwise.
      const env = { CONSUL_HTTP_ADDR: consulUrl(hub.ports) };
      return { file: hub.binaries.consul, args: ['agent', `-config-file=${config}`], env };
    },
    // The certificate authority is the last thing that an elected leader sets up.
    probe: { http: `${consulUrl(hub.ports)}/v1/connect/ca/roots`, expect: '"Active":true' },
  };
}
