import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@imagehub/scripts/dist/checkout.js';
import { Failure } from '@imagehub/scripts/dist/failure.js';

const DIST = join(checkout, 'filters/dist');

/**
 * The modules of `filters/`, by name, as `filters/build.mjs` left them.
 *
 * @throws {Failure} if they are not built
 */
export async function builtFilters(): Promise<Map<string, string>> {
  const text = await readFile(join(DIST, 'manifest.json'), 'utf8').catch(() => {
    throw new Failure('The filters are not built.', 'Build them: npm run build');
  });
  const manifest = JSON.parse(text) as Record<string, { file: string }>;
  return new Map(Object.entries(manifest).map(([name, { file }]) => [name, join(DIST, file)]));
}
