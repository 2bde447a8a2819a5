import { Failure } from '../failure.js';
import { freePorts } from './free.js';
import { describeHolder, type Holder } from './holder.js';

/** Instances of the services: each is a process of its own with a sidecar. */
export const instances = [
  'auth',
  'quota',
  'quota-2',
  'image-store-v1',
  'image-store-v2',
  'image-store-performance',
  'frontend-v1',
  'frontend-v2',
] as const;
export type Instance = (typeof instances)[number];

export const imageStores = ['image-store-v1', 'image-store-v2', 'image-store-performance'] as const;
export type ImageStore = (typeof imageStores)[number];

export function isImageStore(instance: Instance): instance is ImageStore {
  return imageStores.some((name) => name === instance);
}

/**
 * Suffixes: none, the service itself; sidecar, its mTLS listener; admin and metrics, that of its Envoy; ready,
 * service-metrics and jwks, paths of the service that its sidecar opens to who is not in the mesh; the name of another
 * service, where the instance reaches it through its sidecar.
 */
export type PortName =
  | 'postgres'
  | 'valkey'
  | 'prometheus'
  | 'zipkin'
  | 'consul'
  | 'consul-grpc'
  | 'consul-server'
  | 'consul-serf'
  | 'edge'
  | Instance
  | `${Instance | 'edge'}-sidecar`
  | `${Instance | 'edge'}-admin`
  | `${Instance | 'edge'}-metrics`
  | `${Instance}-ready`
  | `${Instance}-service-metrics`
  | 'auth-jwks'
  | `${ImageStore}-auth`
  | `${ImageStore}-quota`
  | 'auth-image-store';

export type Ports = Record<PortName, number>;

export const portNames: PortName[] = [
  'edge',
  'consul',
  'consul-grpc',
  'consul-server',
  'consul-serf',
  'postgres',
  'valkey',
  'prometheus',
  'zipkin',
  ...instances,
  ...(['edge', ...instances] as const).flatMap(
    (name) => [`${name}-sidecar`, `${name}-admin`, `${name}-metrics`] as const,
  ),
  ...instances.flatMap((name) => [`${name}-ready`, `${name}-service-metrics`] as const),
  'auth-jwks',
  ...imageStores.flatMap((name) => [`${name}-auth`, `${name}-quota`] as const),
  'auth-image-store',
];

/** Of what runs only with Valkey, or only in a hub that is observed. */
type OptionalPort = Extract<PortName, 'valkey' | `quota-2${string}` | 'prometheus' | 'zipkin'>;
const valkeyPort = /^(valkey|quota-2)/;

/** The ports that a hub listens on. */
export type PortsInUse = Omit<Ports, OptionalPort> & Partial<Pick<Ports, OptionalPort>>;

/** Leaves out those of parts that a hub does not have. */
export function portsInUse(ports: Ports, { valkey, observers }: Optional): PortsInUse {
  const used = Object.entries(ports).filter(([name]) => {
    if (name === 'prometheus' || name === 'zipkin') return observers?.[name] !== undefined;
    return valkey || !valkeyPort.test(name);
  });
  return Object.fromEntries(used) as PortsInUse;
}

interface Optional {
  valkey: boolean;
  observers?: { prometheus?: unknown; zipkin?: unknown } | undefined;
}

/** People type these, so they are the same every time. */
export const fixedPorts: Partial<Ports> = { edge: 8080, consul: 8500 };

/** The environment variable that sets a port, such as IMAGEHUB_CONSUL_GRPC_PORT. */
export function variableOf(name: PortName): string {
  return `IMAGEHUB_${name.toUpperCase().replaceAll('-', '_')}_PORT`;
}

export interface PortSource {
  env: NodeJS.ProcessEnv;
  /** Those of the last run, taken again when free. */
  previous?: Partial<Ports>;
  isFree: (port: number) => Promise<boolean>;
  holderOf: (port: number) => Promise<Holder | undefined>;
}

/**
 * Chooses a port for everything that listens: from the environment, else the fixed one, else the one of
 * the last run, else any free one.
 * @throws {Failure} when a port from the environment or a fixed one is no port, taken, or given twice
 */
export async function choosePorts({ env, previous = {}, isFree, holderOf }: PortSource): Promise<Ports> {
  const chosen: Partial<Ports> = {};
  const used = new Map<number, PortName>();
  const take = (name: PortName, port: number) => {
    chosen[name] = port;
    used.set(port, name);
  };

  for (const name of portNames) {
    const port = fromEnvironment(name, env) ?? fixedPorts[name];
    if (port === undefined) continue;
    const other = used.get(port);
    if (other)
      throw new Failure(`Port ${port} is asked for twice: by ${variableOf(other)} and ${variableOf(name)}.`);
    if (!(await isFree(port))) throw taken(name, port, await holderOf(port));
    take(name, port);
  }

  const candidates = freePorts(async (port) => !used.has(port) && (await isFree(port)));
  for (const name of portNames) {
    if (chosen[name] !== undefined) continue;
    const before = previous[name];
    const again = before !== undefined && !used.has(before) && (await isFree(before));
    take(name, again ? before : (await candidates.next()).value);
  }
  return chosen as Ports;
}

function fromEnvironment(name: PortName, env: NodeJS.ProcessEnv): number | undefined {
  const variable = variableOf(name);
  const text = env[variable];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Failure(`${variable}=${text} is no port: give a number from 1 to 65535.`);
}

function taken(name: PortName, port: number, holder: Holder | undefined): Failure {
  return new Failure(
    `Port ${port} (${name}) is taken by ${describeHolder(holder)}. ` +
      `End it, or choose another port: ${variableOf(name)}=${port + 1} npm start`,
  );
}
