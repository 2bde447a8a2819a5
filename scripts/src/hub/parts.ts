import { join } from 'node:path';
import { checkout } from '../checkout.js';
import {
  type ImageStore,
  type Instance,
  imageStores,
  instances,
  type PortName,
  type Ports,
} from '../ports/table.js';
import { postgresUrl, preparePostgres } from '../postgres.js';
import type { Home } from './home.js';
import { renderAgentConfig } from './mesh.js';
import type { Secrets } from './secrets.js';
import type { Command, Supervisable } from './supervisor.js';

/** In the order of a stop: whoever sends requests goes first. */
export const stages = ['edge', 'sidecar', 'service', 'consul', 'postgres'] as const;
export type Stage = (typeof stages)[number];

/** A process of the hub. */
export interface Part extends Supervisable {
  stage: Stage;
  /** Steps and parts that come before its start. */
  after: string[];
  /** Its main port. */
  port: PortName;
  /** Name of the program that its process runs in the end. */
  program: string;
}

/** What the parts are made from. */
export interface Blueprint {
  home: Home;
  ports: Ports;
  secrets: Secrets;
  /** Paths of the provisioned programs; the steps that parts wait for fill them in. */
  binaries: { consul: string; envoy: string };
}

/** All parts of a hub. */
export function hubParts(hub: Blueprint): Part[] {
  return [
    postgresPart(hub),
    consulPart(hub),
    ...instances.map((instance) => servicePart(hub, instance)),
    ...instances.map((instance) => sidecarPart(hub, instance)),
    edgePart(hub),
  ];
}

function postgresPart({ home, ports, secrets }: Blueprint): Part {
  const dataDir = join(home.data, 'postgres');
  const options = { dataDir, port: ports.postgres, password: secrets.postgres.postgres };
  return {
    name: 'postgres',
    stage: 'postgres',
    after: [],
    port: 'postgres',
    program: 'postgres',
    command: () => preparePostgres(options),
    probe: { postgres: ports.postgres },
    // "Fast shutdown", for the server alone: to its children the signal means to cancel a query.
    stopSignal: 'SIGINT',
    stopsItsOwn: true,
  };
}

function consulPart(hub: Blueprint): Part {
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

// Six services share one machine: together these two spare about 20 MiB in each, most in image-store, whose pixels are
// allocated by threads, for which glibc otherwise keeps up to eight arenas a core.
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=4';
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };

function servicePart(hub: Blueprint, instance: Instance): Part {
  const port = hub.ports[instance];
  return {
    name: instance,
    stage: 'service',
    after: instance.startsWith('frontend') ? [] : ['databases'],
    port: instance,
    program: 'node',
    command: async (): Promise<Command> => ({
      file: process.execPath,
      args: [SMALL_YOUNG_GENERATION, join(checkout, 'services', serviceOf(instance), 'dist/server.js')],
      env: {
        ...FEW_ARENAS,
        HOST: '127.0.0.1',
        PORT: String(port),
        SERVICE_VERSION: versionOf(instance),
        SERVICE_TIER: tierOf(instance),
        ...serviceEnvironment(hub, instance),
      },
    }),
    probe: { http: `http://127.0.0.1:${port}/readyz` },
  };
}

function serviceEnvironment(hub: Blueprint, instance: Instance): NodeJS.ProcessEnv {
  const { home, ports, secrets } = hub;
  if (instance === 'auth') {
    return {
      DATABASE_URL: databaseUrl(hub, 'auth'),
      KEYS_DIR: join(home.data, 'keys'),
      CONSUL_HTTP_ADDR: consulUrl(ports),
      ADMIN_NAME: 'admin',
      ADMIN_PASSWORD: secrets.accounts.admin,
    };
  }
  if (!isImageStore(instance)) return { GALLERY_LAYOUT: instance === 'frontend-v2' ? 'masonry' : 'grid' };
  return {
    DATABASE_URL: databaseUrl(hub, 'image_store'),
    JWKS_URL: `http://127.0.0.1:${ports[`${instance}-auth`]}/api/auth/.well-known/jwks.json`,
    BLOBS_DIR: join(home.data, 'blobs'),
    NEGOTIATE: String(instance === 'image-store-v2'),
    SHARP_THREADS: instance === 'image-store-performance' ? '2' : '1',
  };
}

function sidecarPart(hub: Blueprint, instance: Instance): Part {
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
      ...(isImageStore(instance) && { AUTH_UPSTREAM_PORT: String(ports[`${instance}-auth`]) }),
    },
  });
}

function edgePart(hub: Blueprint): Part {
  return envoyPart(hub, 'edge', {
    name: 'edge',
    stage: 'edge',
    port: 'edge',
    env: { SERVICE: 'edge', EDGE_PORT: String(hub.ports.edge) },
  });
}

function envoyPart(
  { home, ports, binaries }: Blueprint,
  id: Instance | 'edge',
  { env, ...part }: Pick<Part, 'name' | 'stage' | 'port'> & { env: NodeJS.ProcessEnv },
): Part {
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
        ...env,
      },
    }),
    probe: { http: `http://127.0.0.1:${ports[`${id}-admin`]}/ready` },
  };
}

/** Consul's address. */
export function consulUrl(ports: Ports): string {
  return `http://127.0.0.1:${ports.consul}`;
}

/** The edge's address. */
export function edgeUrl(ports: Ports): string {
  return `http://127.0.0.1:${ports.edge}`;
}

/** Each database is owned by a role of the same name. */
function databaseUrl({ ports, secrets }: Blueprint, name: 'auth' | 'image_store'): string {
  const url = new URL(postgresUrl({ port: ports.postgres, password: secrets.postgres[name] }, name));
  url.username = name;
  return url.href;
}

function isImageStore(instance: Instance): instance is ImageStore {
  return imageStores.some((name) => name === instance);
}

/** "image-store" of "image-store-v1". */
function serviceOf(instance: Instance): string {
  return instance.replace(/-(v\d|performance)$/, '');
}

function versionOf(instance: Instance): string {
  return /-(v\d|performance)$/.exec(instance)?.[1] ?? 'v1';
}

function tierOf(instance: Instance): string {
  return instance.endsWith('-performance') ? 'performance' : 'standard';
}
