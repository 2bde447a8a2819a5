import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { Failure } from '../failure.js';
import type { Ports } from '../ports/table.js';
import { type Blueprint, consulUrl } from './blueprint.js';
import type { Home } from './home.js';
import { meshTracing } from './tracing.js';

/** Fills in consul/agent.hcl for a hub; answers the path of the result. */
export async function renderAgentConfig({ home, ports }: Blueprint): Promise<string> {
  const text = await render(join(checkout, 'consul/agent.hcl'), {
    CONSUL_DATA_DIR: join(home.data, 'consul'),
    CONSUL_HTTP_PORT: String(ports.consul),
    CONSUL_GRPC_PORT: String(ports['consul-grpc']),
    CONSUL_SERVER_PORT: String(ports['consul-server']),
    CONSUL_SERF_PORT: String(ports['consul-serf']),
  });
  const file = join(home.mesh, 'agent.hcl');
  await writeFile(file, text);
  return file;
}

/** Fills in a file of the mesh; answers its text. */
export async function render(file: string, env: Record<string, string>): Promise<string> {
  return (await shell('consul/render.sh', [file], env)).stdout;
}

/**
 * Lets Consul forget which sidecars it had, before its start: each registers anew. Otherwise it would begin to configure
 * those of before while it has neither a leader nor an API, and wait ever longer after each failure.
 */
export async function forgetRegistrations({ data }: Home): Promise<void> {
  const persisted = ['services', 'checks'].map((folder) => join(data, 'consul', folder));
  await Promise.all(persisted.map((folder) => rm(folder, { recursive: true, force: true })));
}

/**
 * Writes the config entries to Consul, with the keys that auth publishes and the filters as built.
 * @returns what the script says it did
 */
export async function applyConfigEntries(hub: Blueprint): Promise<string> {
  const { ports, binaries } = hub;
  const { stdout } = await shell('consul/apply.sh', [], {
    CONSUL_HTTP_ADDR: consulUrl(ports),
    CONSUL_BIN: binaries.consul,
    TRUST_DOMAIN: await trustDomain(ports),
    JWKS_BASE64: await publishedKeys(jwksUrl(ports)),
    PLAN_LIMITER_WASM: await builtFilter('plan-limiter'),
    CLASS_OF_SERVICE_WASM: await builtFilter('class-of-service'),
    EXPERIMENTS_WASM: await builtFilter('experiments'),
    ...meshTracing(hub),
  });
  return stdout;
}

/** The name of this mesh, which Consul makes up with its authority; clusters of Envoy are named after it. */
async function trustDomain(ports: Ports): Promise<string> {
  const response = await fetch(`${consulUrl(ports)}/v1/connect/ca/roots`);
  if (!response.ok) throw new Failure(`Consul does not publish its authority (status ${response.status}).`);
  return ((await response.json()) as { TrustDomain: string }).TrustDomain;
}

/** Where a mesh is told its signing keys, and by what. */
export interface SigningKeys {
  consulUrl: string;
  /** Path of the consul program. */
  consul: string;
  /** Where auth publishes them. */
  jwksUrl: string;
}

/** Writes to Consul the keys that auth publishes now, for the sidecars to verify tokens by, and nothing else. */
export async function applySigningKeys(keys: SigningKeys): Promise<void> {
  await shell('consul/apply.sh', ['jwt-provider/imagehub'], {
    CONSUL_HTTP_ADDR: keys.consulUrl,
    CONSUL_BIN: keys.consul,
    JWKS_BASE64: await publishedKeys(keys.jwksUrl),
  });
}

/** Where auth publishes its keys, past the mesh: they are wanted before it is configured. */
export function jwksUrl({ auth }: Pick<Ports, 'auth'>): string {
  return `http://127.0.0.1:${auth}/api/auth/.well-known/jwks.json`;
}

async function publishedKeys(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Failure(`auth does not publish its keys (status ${response.status}).`);
  return Buffer.from(await response.text()).toString('base64');
}

async function builtFilter(name: string): Promise<string> {
  const folder = join(checkout, 'filters/dist');
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Record<
    string,
    { file: string } | undefined
  >;
  const entry = manifest[name];
  if (!entry) throw new Failure(`The filter ${name} is not built.`, 'Next step: npm run build');
  return join(folder, entry.file);
}

async function shell(script: string, args: string[], env: NodeJS.ProcessEnv): Promise<{ stdout: string }> {
  const { failed, stdout, stderr } = await execa('sh', [join(checkout, script), ...args], {
    env,
    reject: false,
  });
  if (failed) throw new Failure(`${script} failed: ${stderr.trim()}`);
  return { stdout };
}
