import { randomBytes, randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { Failure, messageOf } from '../failure.js';
import { runningHub } from '../hub/running.js';
import { schemathesis } from '../provision/schemathesis.js';

interface Fuzzing {
  /** Address of the edge. */
  url: string;
  /** How long it may take; access tokens live for 15 minutes. */
  seconds: number;
  /** Equal seeds give equal requests. */
  seed: number;
  signal?: AbortSignal;
}

const longest = 840;

/**
 * `fuzz:api [--target URL] [--seconds N] [--seed N]`: requests made from the OpenAPI document, good ones and bad ones, to
 * a hub that runs. None may be answered by a 5xx, and each as the document says.
 */
export async function fuzzApi(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { target: { type: 'string' }, seconds: { type: 'string' }, seed: { type: 'string' } },
  });
  const url = values.target ?? runningHub('npm run fuzz:api -- --target https://hub.example').url;
  const seconds = number('--seconds', values.seconds ?? '300', longest);
  const seed = number('--seed', values.seed ?? String(randomInt(2 ** 31)), 2 ** 31);
  process.exitCode = (await runApiFuzz({ url, seconds, seed })) ? 0 : 1;
}

/**
 * Fuzzes the API of a hub. Without Python it says so and passes, but not in CI.
 * @returns whether all answers were as the document says
 */
export async function runApiFuzz({ url, seconds, seed, signal }: Fuzzing): Promise<boolean> {
  let program: string;
  try {
    program = await schemathesis();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.log(`The API is not fuzzed: ${messageOf(error)}.`);
    return !process.env.CI;
  }
  const config = join(checkout, 'e2e/fuzz/schemathesis.toml');
  const limits = ['--max-time', String(seconds), '--seed', String(seed)];
  // It keeps what it has found where it runs.
  const cwd = join(checkout, 'e2e/test-results/fuzz');
  await mkdir(cwd, { recursive: true });
  const options = {
    cwd,
    env: { IMAGEHUB_TOKEN: await newToken(url) },
    stdio: 'inherit',
    reject: false,
  } as const;
  const { failed } = await execa(
    program,
    ['--config-file', config, 'run', `${url}/api/openapi.json`, ...limits],
    signal ? { ...options, cancelSignal: signal } : options,
  );
  return !failed;
}

/** The token of a user who has the largest plan, and a password that no example in the document holds. */
async function newToken(url: string): Promise<string> {
  const name = `fuzz-${randomBytes(6).toString('hex')}`;
  const password = randomBytes(18).toString('base64url');
  const response = await fetch(`${url}/api/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password, plan: 'enterprise' }),
  });
  if (!response.ok) throw new Failure(`${url} makes no account to fuzz with: status ${response.status}.`);
  return ((await response.json()) as { token: string }).token;
}

function number(option: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Failure(`${option} wants a number from 1 to ${most}.`);
}
