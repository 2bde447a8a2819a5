import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { consulUrl } from './hub.js';

const run = promisify(execFile);

interface Plan {
  limit: number;
  /** Seconds. */
  window: number;
}

export interface PlanLimits {
  [plan: string]: Plan;
}

interface ServiceDefaults {
  EnvoyExtensions: { Arguments: { PluginConfig?: { Name: string; Configuration: string } } }[];
  [field: string]: unknown;
}

/** Asks Consul's HTTP API. */
function consulApi(path: string, init?: RequestInit): Promise<Response> {
  return fetch(address() + path, { signal: AbortSignal.timeout(5_000), ...init });
}

/** Whether Consul answers, and has a leader, now. */
export async function consulWorks(): Promise<boolean> {
  try {
    const response = await consulApi('/v1/status/leader');
    return response.ok && (await response.text()).length > 2;
  } catch {
    return false;
  }
}

/** The config entry that holds plan-limiter's configuration, as `consul config read` prints it. */
export async function readPlanLimiter(): Promise<ServiceDefaults> {
  const { stdout } = await consul('config', 'read', '-kind', 'service-defaults', '-name', 'image-store');
  return JSON.parse(stdout) as ServiceDefaults;
}

/** The entry with other limits for some plans, and all else as it was. */
export function withLimits(entry: ServiceDefaults, limits: Record<string, number>): ServiceDefaults {
  const plans = Object.entries(limits).map(([plan, limit]) => [plan, { limit }]);
  return withPlans(entry, Object.fromEntries(plans));
}

/** The entry with other limits or windows for some plans. */
export function withPlans(entry: ServiceDefaults, plans: Record<string, Partial<Plan>>): ServiceDefaults {
  return withPlanLimiter(entry, (configuration) => {
    for (const [name, plan] of Object.entries(plans)) {
      configuration.plans[name] = { limit: 0, window: 60, ...configuration.plans[name], ...plan };
    }
  });
}

/** The entry with another time limit for the ledger, in ms. */
export function withLedgerTimeout(entry: ServiceDefaults, timeoutMs: number): ServiceDefaults {
  return withPlanLimiter(entry, ({ ledger }) => {
    ledger.timeoutMs = timeoutMs;
  });
}

function withPlanLimiter(
  entry: ServiceDefaults,
  change: (configuration: { plans: PlanLimits; ledger: { timeoutMs: number } }) => void,
): ServiceDefaults {
  const copy = structuredClone(entry);
  const plugin = copy.EnvoyExtensions.find(({ Arguments }) => Arguments.PluginConfig?.Name === 'plan-limiter')
    ?.Arguments.PluginConfig;
  if (!plugin) throw new Error('service-defaults of image-store has no plan-limiter');
  const configuration = JSON.parse(plugin.Configuration);
  change(configuration);
  plugin.Configuration = JSON.stringify(configuration);
  return copy;
}

/** Runs `consul config write`, as an operator does. */
export async function writeConfig(entry: ServiceDefaults): Promise<void> {
  const { CreateIndex: _created, ModifyIndex: _modified, ...fields } = entry;
  const folder = await mkdtemp(path.join(tmpdir(), 'imagehub-e2e-'));
  const file = path.join(folder, 'entry.json');
  try {
    await writeFile(file, JSON.stringify(fields));
    await consul('config', 'write', file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export interface Identity {
  cert: string;
  key: string;
  ca: string;
  trustDomain: string;
}

/** A certificate of the mesh for a service name, as Consul gives one to any sidecar on its machine. */
export async function meshIdentity(service: string): Promise<Identity> {
  const leaf = (await (await consulApi(`/v1/agent/connect/ca/leaf/${service}`)).json()) as {
    CertPEM: string;
    PrivateKeyPEM: string;
  };
  const roots = (await (await consulApi('/v1/agent/connect/ca/roots')).json()) as {
    TrustDomain: string;
    Roots: { RootCert: string }[];
  };
  return {
    cert: leaf.CertPEM,
    key: leaf.PrivateKeyPEM,
    ca: roots.Roots.map(({ RootCert }) => RootCert).join('\n'),
    trustDomain: roots.TrustDomain,
  };
}

function consul(...args: string[]) {
  const env = { ...process.env, CONSUL_HTTP_ADDR: address() };
  return run(process.env.CONSUL_BIN ?? 'consul', args, { env, maxBuffer: 1 << 24 });
}

function address(): string {
  if (consulUrl === undefined)
    throw new Error('IMAGEHUB_CONSUL_URL is not set: name the Consul of the hub under test');
  return consulUrl;
}
