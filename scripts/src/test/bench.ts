import { join } from 'node:path';
import { execa } from 'execa';
import { checkout } from '../checkout.js';

/** `bench filters|host-calls [--quick]`: what the filters cost. */
export async function bench(args: string[]): Promise<void> {
  const file = join(checkout, 'bench/dist/main.js');
  const { exitCode } = await execa(process.execPath, [file, ...args], { stdio: 'inherit', reject: false });
  process.exitCode = exitCode ?? 1;
}
