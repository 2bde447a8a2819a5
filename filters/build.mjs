/**
 * Compiles every filter with AssemblyScript to `dist/<name>-<12 hex of its SHA-256>.wasm` and lists them in
 * `dist/manifest.json`. The hash is in the file's name because Envoy does not notice a changed file under the
 * same path. A filter whose sources have not changed is left alone.
 *
 *   node filters/build.mjs          the filters of the hub
 *   node filters/build.mjs FOLDER   one in any folder, with its shell in assembly/index.ts; the module goes beside the folder
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const DIST = join(FOLDER, 'dist');
const MANIFEST = join(DIST, 'manifest.json');

/** Folders of filters, each with its shell in `assembly/index.ts`. */
const FILTERS = ['plan-limiter', 'class-of-service', 'experiments'];

const TRANSFORM = join(FOLDER, 'sdk', 'transform.mjs');

const OPTIONS = [
  ['--runtime', 'stub'],
  ['--exportStart', '_initialize'],
  // Without this every check in the standard library would import `env.abort`, which no proxy provides.
  ['--use', 'abort='],
  // What `!` asserts holds by construction: streams exist under accepted configurations only.
  ['--noAssert'],
  ['--optimizeLevel', '3', '--shrinkLevel', '2', '--converge'],
].flat();

/**
 * @typedef {{ file: string, sha256: string, bytes: number, sources: string }} Module
 * `file` is relative to `dist`; `sources` is the hash of everything that went into it.
 */

/**
 * Builds what is out of date.
 *
 * @returns {Promise<Record<string, Module>>} the manifest, by filter
 * @throws {Error} with the compiler's messages if a filter does not compile
 */
export async function buildFilters() {
  await mkdir(DIST, { recursive: true });
  const known = await readManifest();
  const manifest = Object.fromEntries(
    await Promise.all(FILTERS.map(async (name) => [name, await buildFilter(name, known[name])])),
  );
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  if (text !== `${JSON.stringify(known, null, 2)}\n`) await replaceFile(MANIFEST, text);
  return manifest;
}

async function buildFilter(name, known) {
  const sources = await hashSources(name);
  if (known?.sources === sources && existsSync(join(DIST, known.file))) return known;
  return { ...(await buildModule(`${name}/assembly/index.ts`, name, DIST)), sources };
}

/** Compiles a filter into a folder, under a name that holds the module's hash. */
async function buildModule(entry, name, folder) {
  const binary = await compileFilter(entry);
  const sha256 = createHash('sha256').update(binary).digest('hex');
  const file = `${name}-${sha256.slice(0, 12)}.wasm`;
  await replaceFile(join(folder, file), binary);
  return { file, sha256, bytes: binary.length };
}

/**
 * Compiles one filter.
 *
 * @param {string} entry its shell, relative to this folder or absolute
 * @returns {Promise<Buffer>} the module
 * @throws {Error} with the compiler's messages if it does not compile
 */
export async function compileFilter(entry) {
  const { default: asc } = await import('assemblyscript/asc');
  await mkdir(DIST, { recursive: true });
  const output = join('dist', `${entry.replaceAll('/', '-')}.${process.pid}.wasm`);
  const { error, stderr } = await asc.main([
    entry,
    '--outFile',
    output,
    ...OPTIONS,
    '--transform',
    TRANSFORM,
    '--baseDir',
    FOLDER,
  ]);
  if (error) throw new Error(`${entry} does not compile:\n${stderr.toString()}`);
  const binary = await readFile(join(FOLDER, output));
  await rm(join(FOLDER, output));
  return binary;
}

/** Hashes the filter's and the SDK's sources, the options and the compiler's version. */
async function hashSources(name) {
  const compiler = createRequire(import.meta.url)('assemblyscript/package.json').version;
  const hash = createHash('sha256')
    .update(JSON.stringify([compiler, OPTIONS]))
    .update(await readFile(TRANSFORM));
  for (const folder of [join(FOLDER, 'sdk', 'assembly'), join(FOLDER, name, 'assembly')]) {
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts')).sort();
    for (const file of files) hash.update(file).update(await readFile(join(folder, file)));
  }
  return hash.digest('hex');
}

async function readManifest() {
  try {
    return JSON.parse(await readFile(MANIFEST, 'utf8'));
  } catch {
    return {};
  }
}

/** Several test files may build at the same time: nobody must see half a file. */
async function replaceFile(file, content) {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, content);
  await rename(draft, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2).map((argument) => resolve(argument));
  const name = folder && basename(folder);
  const built = folder
    ? { [name]: await buildModule(join(folder, 'assembly/index.ts'), name, dirname(folder)) }
    : await buildFilters();
  for (const [name, { file, bytes }] of Object.entries(built))
    console.log(`${name}: ${file}, ${bytes} bytes`);
}
