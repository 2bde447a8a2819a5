import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildFilters } from '../../build.mjs';

const FILTERS = new URL('../../', import.meta.url);

/** A filter as it is deployed. */
export interface BuiltFilter {
  name: string;
  /** Path of the module. */
  file: string;
  bytes: number;
  module: WebAssembly.Module;
  /** The JSON Schema of its configuration. */
  schema: object;
}

/** Every filter of the manifest, built if its sources have changed. */
export async function builtFilters(): Promise<BuiltFilter[]> {
  const manifest = await buildFilters();
  return Promise.all(
    Object.entries(manifest).map(async ([name, { file, bytes }]) => {
      const path = fileURLToPath(new URL(`dist/${file}`, FILTERS));
      const schema: object = JSON.parse(
        await readFile(new URL(`${name}/schema.json`, FILTERS), 'utf8').catch(() => '{}'),
      );
      return { name, file: path, bytes, module: await WebAssembly.compile(await readFile(path)), schema };
    }),
  );
}

/** @throws {Error} if there is no filter of this name */
export async function builtFilter(name: string): Promise<BuiltFilter> {
  const filter = (await builtFilters()).find((built) => built.name === name);
  if (!filter) throw new Error(`the manifest has no ${name}`);
  return filter;
}
