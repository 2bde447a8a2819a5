import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../checkout.js';
import { code, either, markdownTable } from './markdown.js';

/** A variable that the files of the mesh are filled in with, or that its scripts read. */
export interface Placeholder {
  name: string;
  /** Those that stand in the files; none: it is required, or what names it is left out without it. */
  defaults: Set<string>;
  /** Whether something is left out where it is not set: a section of a file, or what a script does with it. */
  isOptional: boolean;
  /** Paths in the checkout. */
  files: Set<string>;
}

/** What each is; a test finds what is missing here, and what is here for nothing. */
export const placeholderMeanings: Record<string, string> = {
  AUTH_UPSTREAM_PORT: 'Where image-store reaches auth through its sidecar',
  CLASS_OF_SERVICE_WASM: 'Absolute path of the module, with its hash in the name',
  CONSUL_BIN: 'The program consul',
  CONSUL_BIND_ADDR: 'Address of the agent for other servers',
  CONSUL_CLIENT_ADDR: 'Address of the agent for clients: API, page, xDS',
  CONSUL_DATA_DIR: "Folder of the agent's data",
  CONSUL_GRPC_ADDR:
    'The agent, to which Envoy connects for its configuration; with `http://`, since Consul takes an address without a scheme for TLS',
  CONSUL_GRPC_PORT: 'Port of the agent for Envoys (xDS)',
  CONSUL_HTTP_ADDR: "The agent's API",
  CONSUL_HTTP_PORT: "Port of the agent's API and page",
  CONSUL_SERF_PORT: 'Port of the agent for gossip',
  CONSUL_SERVER_PORT: 'Port of the agent for other servers (RPC)',
  DEREGISTER_AFTER:
    'After how long without a good check an instance is taken out of the catalog; `0s`: never',
  EDGE_PORT: "Port of the hub's front door",
  ENVOY_BIN: 'The program envoy',
  ENVOY_CONCURRENCY: 'Worker threads of each Envoy',
  ENVOY_LOG_LEVEL:
    "Level of Envoy's own log, but for filters, which log from info on: trace, debug, info, warning, error, critical or off",
  EXPERIMENTS_WASM: 'Absolute path of the module, with its hash in the name',
  FILTERS_DIR: 'Folder that all sidecars read the modules of filters from',
  IMAGEHUB_HOME: 'Folder of the hub; where `MESH_DIR` is not set, `mesh` in it',
  IMAGE_STORE_UPSTREAM_PORT: 'Where auth reaches image-store through its sidecar',
  JWKS_BASE64: 'The public keys that tokens are verified by: a JWKS, in base64',
  JWKS_URL: 'Where auth publishes its keys, for `deploy.sh`',
  MESH_DIR: 'Folder of the rendered registration and of the bootstrap',
  PLAN_LIMITER_WASM: 'Absolute path of the module, with its hash in the name',
  QUOTA_UPSTREAM_PORT:
    "The upstream of image-store's sidecar to quota, whose cluster plan-limiter calls; nobody connects to it",
  SECRETS_FILE: 'File of further variables for the app alone; not set: there are none',
  SERVICE: 'Name of the service: auth, image-store, frontend, quota or edge',
  SERVICE_ADDRESS: 'Address at which others reach the app and its sidecar',
  SERVICE_ID: 'Name of the instance, such as image-store-v1',
  SERVICE_JWKS_PORT: "Where auth's sidecar lets the public keys be had without the mesh",
  SERVICE_METRICS_PORT: "Where the sidecar lets the app's `/metrics` be had without the mesh",
  SERVICE_PORT: 'Port of the app',
  SERVICE_READY_PORT: "Where the sidecar lets the app's `/readyz` be had without the mesh",
  SERVICE_TIER: 'Tier of the instance, in its registration',
  SERVICE_VERSION: 'Version of the instance, in its registration; subsets are chosen by it',
  SIDECAR_ADMIN_PORT: "Port of Envoy's admin interface, on loopback alone",
  SIDECAR_CONFIG_PORT:
    'Where the admin interface cannot be reached: port at which the sidecar tells its configuration, at `/config_dump`',
  SIDECAR_METRICS_PORT: "Port of Envoy's metrics, at `/metrics`",
  SIDECAR_PORT: 'Port of the mTLS listener',
  TMPDIR: 'Folder for what is removed again',
  TRACING_SAMPLING:
    'How many of the requests are traced, in per cent, as Consul is to tell the sidecars; not set: none, and no tracing in any listener',
  TRUST_DOMAIN: 'Name of the mesh, as in its certificates; `apply.sh` asks Consul for it',
  ZIPKIN_HOST: 'Where Envoys send their spans; not set: their bootstrap has no cluster zipkin',
  ZIPKIN_PORT: 'Port of Zipkin there',
};

const folders = ['consul', 'envoy'];
const registrations = 'consul/services/';

/** Where a variable is used, in HCL that `render.sh` fills in as in shell: there, capitals are what comes from outside. */
const use = /\$(?:\{(?<name>[A-Z][A-Z0-9_]*)|(?<plain>[A-Z][A-Z0-9_]*))/g;

/** Variables that bash sets itself. */
const ownOfBash = new Set(['EPOCHSECONDS', 'HOSTNAME', 'SECONDS']);

/** A section that is left out where the variable is not set. */
const condition = /^\s*#if ([A-Z][A-Z0-9_]*)$/gm;

/** All variables of the files in consul/ and envoy/, in the order of their names. */
export async function meshPlaceholders(): Promise<Placeholder[]> {
  return placeholdersOf(await sources());
}

/** All variables of some files, in the order of their names. */
export async function placeholdersOf(files: string[]): Promise<Placeholder[]> {
  const found = new Map<string, Placeholder>();
  for (const file of files) {
    const source = await readFile(join(checkout, file), 'utf8');
    const conditions = new Set([...source.matchAll(condition)].map(([, name]) => name));
    const text = source.replaceAll(/^\s*(#|echo ).*$/gm, '');
    for (const { 0: match, index, groups = {} } of text.matchAll(use)) {
      const name = groups.name ?? groups.plain ?? '';
      if (ownOfBash.has(name)) continue;
      const known = found.get(name) ?? { name, defaults: new Set(), isOptional: false, files: new Set() };
      known.isOptional ||= conditions.has(name) || text.startsWith(':-}', index + match.length);
      found.set(name, known);
      known.files.add(file);
      const fallback = groups.name ? fallbackAt(text, index + match.length) : '';
      if (fallback) known.defaults.add(fallback);
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What follows a `:-`, up to the brace that ends it; one default may hold another. */
function fallbackAt(text: string, start: number): string {
  if (!text.startsWith(':-', start)) return '';
  let depth = 1;
  for (let end = start + 2; end < text.length; end += 1) {
    if (text[end] === '{') depth += 1;
    if (text[end] === '}') depth -= 1;
    if (depth === 0) return text.slice(start + 2, end);
  }
  return '';
}

/** Markdown: one table of all of them. */
export async function describeMesh(): Promise<string> {
  const rows = (await meshPlaceholders()).map(({ name, defaults, isOptional, files }) => [
    code(name),
    defaults.size > 0 ? either([...defaults].map(code)) : isOptional ? 'not set' : 'required',
    placeholderMeanings[name] ?? '',
    readers([...files]),
  ]);
  return markdownTable(['variable', 'default', 'meaning', 'read by'], rows);
}

async function sources(): Promise<string[]> {
  const files = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(checkout, folder), { recursive: true });
      return names.filter((name) => /\.(hcl|sh|json)$/.test(name)).map((name) => `${folder}/${name}`);
    }),
  );
  return files.flat().sort();
}

/** Links to files; to the folder of the registrations where several of them read it. */
function readers(files: string[]): string {
  const several = files.filter((file) => file.startsWith(registrations)).length > 1;
  const links = files.map((file) =>
    several && file.startsWith(registrations)
      ? `[services/*.hcl](../${registrations})`
      : `[${file.replace(/^(consul|envoy)\/(config-entries\/)?/, '')}](../${file})`,
  );
  return [...new Set(links)].join(', ');
}
