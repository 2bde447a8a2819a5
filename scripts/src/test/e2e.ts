import { join } from 'node:path';
import { checkout } from '../checkout.js';
import { Failure } from '../failure.js';
import { runningHub } from '../hub/running.js';
import { consul } from '../provision/binary.js';
import { find } from '../provision/provision.js';
import { chromium } from './chromium.js';
import { runTool } from './tools.js';

/**
 * `e2e [--target URL] [arguments of playwright test]`: the end-to-end tests against a running hub. With a
 * target, only those that need no more than its address.
 */
export async function e2e(args: string[]): Promise<void> {
  const { target, rest } = takeTarget(args);
  const passed = target ? await runE2e({ IMAGEHUB_URL: target }, rest) : await runE2e(await localHub(), rest);
  process.exitCode = passed ? 0 : 1;
}

/**
 * Runs the end-to-end tests.
 * @param env says which hub: IMAGEHUB_URL, or IMAGEHUB_HOME for one on this machine
 * @param args arguments of `playwright test`
 */
export async function runE2e(
  env: NodeJS.ProcessEnv,
  args: string[] = [],
  signal?: AbortSignal,
): Promise<boolean> {
  const browser = { CHROMIUM_PATH: await chromium() };
  const options = { env: { ...browser, ...env }, cwd: join(checkout, 'e2e') };
  return runTool('playwright', ['test', ...args], signal ? { ...options, signal } : options);
}

/** Says that the hub under test is that of a home, whatever address the environment names. */
export function local(home: string): NodeJS.ProcessEnv {
  return { IMAGEHUB_HOME: home, IMAGEHUB_URL: '' };
}

async function localHub(): Promise<NodeJS.ProcessEnv> {
  const { home } = runningHub('npm run e2e -- --target https://hub.example');
  const program = await find(consul);
  return { ...local(home), ...(program && { CONSUL_BIN: program.file }) };
}

function takeTarget(args: string[]): { target: string | undefined; rest: string[] } {
  const at = args.findIndex((arg) => arg === '--target' || arg.startsWith('--target='));
  if (at === -1) return { target: undefined, rest: args };
  const [arg = '', next] = args.slice(at);
  const apart = arg === '--target';
  const target = apart ? next : arg.slice('--target='.length);
  if (!target || !URL.canParse(target))
    throw new Failure('--target wants the address of a hub: --target https://hub.example');
  return { target, rest: args.toSpliced(at, apart ? 2 : 1) };
}
