import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { checkout } from '@imagehub/scripts/dist/checkout.js';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import asc from 'assemblyscript/asc';
import { built } from './built.js';

/** As in `filters/build.mjs`. */
const OPTIONS =
  '--runtime stub --exportStart _initialize --use abort= --noAssert --optimizeLevel 3 --shrinkLevel 2 --converge'.split(
    ' ',
  );
const TRANSFORM = join(checkout, 'filters/sdk/transform.mjs');

/** Compiles a filter of the benchmark's own, `bench/<name>/assembly`; returns its file. */
export async function compileFilter(name: 'noop' | 'host-calls'): Promise<string> {
  const file = join(built, `${name}.wasm`);
  await mkdir(built, { recursive: true });
  const paths = ['--outFile', relative(checkout, file), '--baseDir', checkout];
  const { error, stderr } = await asc.main([
    `bench/${name}/assembly/index.ts`,
    ...paths,
    ...OPTIONS,
    '--transform',
    TRANSFORM,
  ]);
  if (error) throw new Failure(`bench/${name} does not compile:`, stderr.toString());
  return file;
}
