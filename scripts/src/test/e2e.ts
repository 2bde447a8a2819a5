import { join } from 'node:path';
import { checkout } from '../checkout.js';
import { Failure } from '../failure.js';
import { runningHub } from '../hub/running.js';
import { consul } from '../provision/binary.js';
import { find } from '../provision/provision.js';
import { chromium } from './chromium.js';
import { runTool } from './tools.js';

/**
 * `e2e [--target URL [--consul URL]] [arguments of playwright test]`: the end-to-end tests against a running hub. With a
 * target, only those that need no more than its address, and that of its Consul where it is named.
 */
export async function e2e(args: string[]): Promise<void> {
  const [target, others] = takeAddress('--target', args);
  const [consulAddress, rest] = takeAddress('--consul', others);
  if (consulAddress && !target)
    throw new Failure('--consul goes with --target: a hub on this machine tells its own.');
  const hub = target ? { IMAGEHUB_URL: target, IMAGEHUB_CONSUL_URL: consulAddress } : localHub();
  process.exitCode = (await runE2e({ ...hub, ...(await consulProgram()) }, rest)) ? 0 : 1;
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

function localHub(): NodeJS.ProcessEnv {
  return local(runningHub('npm run e2e -- --target https://hub.example').home);
}

async function consulProgram(): Promise<NodeJS.ProcessEnv> {
  const program = await find(consul);
  return program ? { CONSUL_BIN: program.file } : {};
}

/**
 * Takes an option that is an address out of arguments.
 * @returns its value, and the arguments without it
 */
function takeAddress(option: string, args: string[]): [address: string | undefined, rest: string[]] {
  const at = args.findIndex((arg) => arg === option || arg.startsWith(`${option}=`));
  if (at === -1) return [undefined, args];
  const [arg = '', next] = args.slice(at);
  const isApart = arg === option;
  const address = isApart ? next : arg.slice(option.length + 1);
  if (!address || !URL.canParse(address))
    throw new Failure(`${option} wants an address: ${option} https://hub.example`);
  return [address, args.toSpliced(at, isApart ? 2 : 1)];
}
