import { join } from 'node:path';
import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { type Binary, consul, envoy } from '../provision/binary.js';
import { provision } from '../provision/provision.js';
import { showSteps } from '../steps/show.js';

/** Environment variables by which tests find the programs of the mesh. */
export interface MeshPrograms {
  CONSUL_BIN: string;
  ENVOY_BIN: string;
}

/** Provisions Consul and Envoy. */
export async function meshPrograms(signal: AbortSignal): Promise<MeshPrograms> {
  const files = await provisioned([consul, envoy], signal);
  return { CONSUL_BIN: files.consul, ENVOY_BIN: files.envoy };
}

/** Provisions Envoy alone. */
export async function envoyProgram(signal: AbortSignal): Promise<Pick<MeshPrograms, 'ENVOY_BIN'>> {
  const files = await provisioned([envoy], signal);
  return { ENVOY_BIN: files.envoy };
}

async function provisioned(
  binaries: Binary<'consul' | 'envoy'>[],
  signal: AbortSignal,
): Promise<Record<'consul' | 'envoy', string>> {
  const files = { consul: '', envoy: '' };
  const steps = binaries.map((binary) => ({
    name: binary.name,
    title: `${binary.name} ${binary.version}`,
    after: [],
    run: async (report: (text: string) => void) => {
      files[binary.name] = (await provision(binary, report, signal)).file;
    },
  }));
  await showSteps(steps);
  return files;
}

export interface ToolOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  signal?: AbortSignal;
  /** `at its end` keeps the lines of tools that run at the same time apart. */
  output?: 'at once' | 'at its end';
}

/** Runs a tool that npm installed, its output going to ours. Answers whether it succeeded. */
export async function runTool(
  name: string,
  args: string[],
  { env = {}, cwd = checkout, signal, output = 'at once' }: ToolOptions = {},
): Promise<boolean> {
  const file = join(checkout, 'node_modules/.bin', name);
  const stdio = output === 'at once' ? 'inherit' : 'pipe';
  const options = { cwd, env, stdio, all: true, reject: false } as const;
  const { failed, all } = await execa(file, args, signal ? { ...options, cancelSignal: signal } : options);
  if (all) console.log(all);
  return !failed;
}
