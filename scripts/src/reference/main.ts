import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../checkout.js';
import { pageFile, renewed } from './page.js';

/** `docs:reference`: writes docs/configuration.md anew from the schemas, between its marks. */
export async function reference(args: string[]): Promise<void> {
  parseArgs({ args, options: {} });
  const file = join(checkout, pageFile);
  await writeFile(file, await renewed(await readFile(file, 'utf8')));
}
