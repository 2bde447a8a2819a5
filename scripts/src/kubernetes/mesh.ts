import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkout } from '../checkout.js';
import { Failure } from '../failure.js';
import { entriesOfCheckout } from './entries.js';
import { type Entry, type Resource, resourceOf } from './resources.js';

/** Where pods have the filters: a volume of the sidecars, see deploy/kubernetes/hub. */
const filtersFolder = '/var/lib/imagehub/filters';

interface Extension {
  Name: string;
  Arguments: Record<string, unknown>;
}

export interface MeshValues {
  /** Path of the program Consul. */
  consul: string;
  /** The mesh's name in its certificates, such as `6d7c….consul`. */
  trustDomain: string;
  /** The public keys of tokens, as auth publishes them. */
  jwks: string;
}

export interface MeshResources {
  /** The modules, which must be in the pods before an entry names them. */
  filters: { binaryData: Record<string, string>; [field: string]: unknown };
  entries: Resource[];
}

/** The filters and the rules of the mesh, as resources for Kubernetes. */
export async function meshResources({ consul, trustDomain, jwks }: MeshValues): Promise<MeshResources> {
  const modules = await builtFilters();
  const folder = join(checkout, 'filters/dist');
  const path = (filter: string) => join(folder, modules[filter] ?? '');
  const entries = await entriesOfCheckout(consul, {
    TRUST_DOMAIN: trustDomain,
    JWKS_BASE64: Buffer.from(jwks).toString('base64'),
    PLAN_LIMITER_WASM: path('plan-limiter'),
    CLASS_OF_SERVICE_WASM: path('class-of-service'),
    EXPERIMENTS_WASM: path('experiments'),
  });
  return {
    filters: await filtersResource(folder, Object.values(modules)),
    entries: entries.map(asInPods).map(listeningOutside).map(resourceOf),
  };
}

/** The modules in a ConfigMap, which reaches the volumes of running pods by itself. */
async function filtersResource(folder: string, files: string[]): Promise<MeshResources['filters']> {
  const contents = await Promise.all(
    files.map(async (file) => [file, (await readFile(join(folder, file))).toString('base64')] as const),
  );
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'filters' },
    binaryData: Object.fromEntries(contents),
  };
}

async function builtFilters(): Promise<Record<string, string>> {
  const manifest = await readFile(join(checkout, 'filters/dist/manifest.json'), 'utf8').catch(
    () => undefined,
  );
  if (!manifest) throw new Failure('The filters are not built. Next step: npm run build');
  const filters = JSON.parse(manifest) as Record<string, { file: string }>;
  return Object.fromEntries(Object.entries(filters).map(([name, { file }]) => [name, file]));
}

/** Filters are where pods have them, not where they were built. */
function asInPods(entry: Entry): Entry {
  const moved = (key: string, value: unknown) =>
    key === 'Filename' ? `${filtersFolder}/${basename(String(value))}` : value;
  return JSON.parse(JSON.stringify(entry, moved)) as Entry;
}

/**
 * consul-k8s binds upstreams to loopback and has no setting for it, and the edge's upstream is the front door. (Tried with
 * Consul 1.22 and Envoy 1.40: the listener moves.)
 */
function listeningOutside(entry: Entry): Entry {
  if (entry.Kind !== 'service-defaults' || entry.Name !== 'edge') return entry;
  const extensions = entry.EnvoyExtensions as Extension[];
  const front = {
    Name: 'builtin/property-override',
    Required: true,
    Arguments: {
      ProxyType: 'connect-proxy',
      Patches: [
        {
          ResourceFilter: { ResourceType: 'listener', TrafficDirection: 'outbound' },
          Op: 'add',
          Path: '/address/socket_address/address',
          Value: '0.0.0.0',
        },
      ],
    },
  };
  return { ...entry, EnvoyExtensions: [...extensions, front] };
}
