import { join } from 'node:path';
import { checkout } from '../checkout.js';
import { type Instance, isImageStore, type Ports } from '../ports/table.js';
import { type Blueprint, consulUrl } from './blueprint.js';
import type { Part } from './parts.js';
import { serviceOf, tierOf, versionOf } from './services.js';
import { sidecarTracing } from './tracing.js';

/** The Envoy beside an instance. */
export function sidecarPart(hub: Blueprint, instance: Instance): Part {
  const { ports } = hub;
  return envoyPart(hub, instance, {
    name: `${instance}-sidecar`,
    stage: 'sidecar',
    port: `${instance}-sidecar`,
    env: {
      SERVICE: serviceOf(instance),
      SERVICE_VERSION: versionOf(instance),
      SERVICE_TIER: tierOf(instance),
      SERVICE_PORT: String(ports[instance]),
      SERVICE_READY_PORT: String(ports[`${instance}-ready`]),
      SERVICE_METRICS_PORT: String(ports[`${instance}-service-metrics`]),
      ...ownPorts(ports, instance),
    },
  });
}

/** The Envoy that is the hub's front door. */
export function edgePart(hub: Blueprint): Part {
  return envoyPart(hub, 'edge', {
    name: 'edge',
    stage: 'edge',
    port: 'edge',
    env: { SERVICE: 'edge', EDGE_PORT: String(hub.ports.edge) },
  });
}

/** Those that only the registration of this service has. */
function ownPorts(ports: Ports, instance: Instance): NodeJS.ProcessEnv {
  if (instance === 'auth') {
    return {
      SERVICE_JWKS_PORT: String(ports['auth-jwks']),
      IMAGE_STORE_UPSTREAM_PORT: String(ports['auth-image-store']),
    };
  }
  if (!isImageStore(instance)) return {};
  return {
    AUTH_UPSTREAM_PORT: String(ports[`${instance}-auth`]),
    QUOTA_UPSTREAM_PORT: String(ports[`${instance}-quota`]),
  };
}

function envoyPart(
  hub: Blueprint,
  id: Instance | 'edge',
  { env, ...part }: Pick<Part, 'name' | 'stage' | 'port'> & { env: NodeJS.ProcessEnv },
): Part {
  const { home, ports, binaries } = hub;
  return {
    ...part,
    after: ['mesh', 'settled', 'envoy-binary'],
    program: 'envoy',
    command: async () => ({
      file: 'sh',
      args: [join(checkout, 'envoy/sidecar.sh')],
      env: {
        CONSUL_HTTP_ADDR: consulUrl(ports),
        CONSUL_GRPC_ADDR: `http://127.0.0.1:${ports['consul-grpc']}`,
        CONSUL_BIN: binaries.consul,
        ENVOY_BIN: binaries.envoy,
        MESH_DIR: home.mesh,
        SERVICE_ID: id,
        SERVICE_ADDRESS: '127.0.0.1',
        SIDECAR_PORT: String(ports[`${id}-sidecar`]),
        SIDECAR_ADMIN_PORT: String(ports[`${id}-admin`]),
        SIDECAR_METRICS_PORT: String(ports[`${id}-metrics`]),
        ...sidecarTracing(hub),
        ...env,
      },
    }),
    probe: { http: `http://127.0.0.1:${ports[`${id}-admin`]}/ready` },
  };
}
