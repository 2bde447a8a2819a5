import { join } from 'node:path';
import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { envoyProgram } from './tools.js';

/** `fuzz [--inputs N] [--seed N] [--filter NAME]`: every filter against hostile input. */
export async function fuzz(args: string[]): Promise<void> {
  await runProof('fuzz', args, {});
}

/** `parity [--long]`: the filters in our host and in a real Envoy, request by request. */
export async function parity(args: string[]): Promise<void> {
  await runProof('parity', args, await envoyProgram(new AbortController().signal));
}

async function runProof(name: string, args: string[], env: Record<string, string>): Promise<void> {
  const file = join(checkout, 'filters/proof/dist', name, 'main.js');
  const { exitCode } = await execa(process.execPath, [file, ...args], {
    env,
    stdio: 'inherit',
    reject: false,
  });
  process.exitCode = exitCode ?? 1;
}
