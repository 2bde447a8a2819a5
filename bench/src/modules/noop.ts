import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { checkout } from '@imagehub/scripts/dist/checkout.js';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import asc from 'assemblyscript/asc';
import { built } from './built.js';

/** Compiles the filter that does nothing, with the options of `filters/build.mjs`; returns its file. */
export async function buildNoop(): Promise<string> {
  const file = join(built, 'noop.wasm');
  await mkdir(built, { recursive: true });
  const options = [
    '--runtime',
    'minimal',
    '--exportStart',
    '_initialize',
    '--use',
    'abort=',
    '-O3',
    '--converge',
  ];
  const { error, stderr } = await asc.main([
    'bench/noop/assembly/index.ts',
    ...['--outFile', relative(checkout, file), '--baseDir', checkout],
    ...options,
  ]);
  if (error) throw new Failure('bench/noop does not compile:', stderr.toString());
  return file;
}
