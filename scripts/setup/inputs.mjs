import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './step.mjs';

const stampFolder = path.join(root, 'node_modules/.imagehub');

/**
 * Runs `make` unless it already ran on the same inputs and its output is still there.
 *
 * @param {string} name names the stamp that remembers the inputs
 * @param {{ inputs: string[], output: string, make: () => Promise<void> }} rule paths are relative to the
 *   checkout; an input may be a folder
 */
export async function whenChanged(name, { inputs, output, make }) {
  const stamp = path.join(stampFolder, name);
  const hash = await hashOf(inputs);
  const before = await readFile(stamp, 'utf8').catch(() => undefined);
  if (before === hash && (await exists(path.join(root, output)))) return;
  await make();
  await mkdir(stampFolder, { recursive: true });
  await writeFile(stamp, hash);
}

/** Whether a path exists. */
export async function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function hashOf(inputs) {
  const hash = createHash('sha256');
  const files = (await Promise.all(inputs.map((input) => filesIn(path.join(root, input))))).flat();
  for (const file of files) {
    hash.update(`${path.relative(root, file)}\0`);
    hash.update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesIn(location) {
  const info = await stat(location).catch(() => undefined);
  if (!info) return [];
  if (!info.isDirectory()) return [location];
  const names = (await readdir(location)).sort();
  return (await Promise.all(names.map((name) => filesIn(path.join(location, name))))).flat();
}
