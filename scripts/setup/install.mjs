import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root, step } from './step.mjs';

/** Installs the dependencies, unless node_modules already holds what package-lock.json asks for. */
export async function install() {
  if (await isInstalled()) return;
  await step('Install packages', 'npm', ['ci', '--no-audit', '--no-fund'], {
    hint: 'Packages come from the registry that npm is configured for: npm config get registry',
  });
}

/**
 * Compares package-lock.json with the list that npm itself leaves in node_modules at the end of an install.
 * So an install by hand counts, and one that was interrupted does not.
 */
async function isInstalled() {
  const [wanted, installed] = await Promise.all([
    readPackages('package-lock.json'),
    readPackages('node_modules/.package-lock.json'),
  ]);
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([location, entry]) => {
    if (location === '') return true;
    const found = installed[location];
    // Optional packages for other platforms are left out.
    if (!found) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

async function readPackages(file) {
  const text = await readFile(path.join(root, file), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text).packages;
}
