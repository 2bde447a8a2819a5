import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const BUILT = join(import.meta.dirname, '../dist/web');
/** Compressed bytes of script that a page may need before it shows something. */
const BUDGET = 250_000;

type Manifest = Record<string, { file: string; imports?: string[]; isEntry?: boolean }>;

/** Compressed bytes of the scripts of some chunks and of all that they import. */
async function weigh(manifest: Manifest, chunks: string[]): Promise<number> {
  const needed = new Set(chunks);
  for (const chunk of needed) for (const imported of manifest[chunk]?.imports ?? []) needed.add(imported);
  const files = [...needed].flatMap((chunk) => manifest[chunk]?.file ?? []);
  const sizes = files.map(async (file) => (await readFile(join(BUILT, `${file}.br`))).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function readManifest(): Promise<Manifest | undefined> {
  const text = await readFile(join(BUILT, '.vite/manifest.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Manifest);
}

const manifest = await readManifest();

// "npm run build" makes the files; "npm test" does so first.
it.skipIf(!manifest)(
  'no page needs more than its budget of script, the first load least of all',
  async () => {
    const built = manifest as Manifest;
    const entry = Object.keys(built).filter((chunk) => built[chunk]?.isEntry);
    const pages = Object.keys(built).filter((chunk) => chunk.startsWith('src/pages/'));
    expect(entry).toHaveLength(1);
    expect(pages.length).toBeGreaterThan(4);
    expect(await weigh(built, entry)).toBeLessThan(BUDGET);
    for (const page of pages) expect(await weigh(built, [...entry, page]), page).toBeLessThan(BUDGET);
  },
);
