import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { exists } from './inputs.mjs';
import { root } from './step.mjs';

const compiled = /(\.js|\.js\.map|\.d\.ts)$/;

/**
 * Removes what was compiled from sources that are gone. `tsc -b` leaves it, and a service loads every file
 * in its folder of routes, also one that a later version no longer has.
 * @param {string} project folder with `src` and `dist`, relative to the checkout
 */
export async function prune(project) {
  const dist = path.join(root, project, 'dist');
  const files = await readdir(dist, { recursive: true }).catch(() => []);
  await Promise.all(files.filter((file) => compiled.test(file) && !isAsset(file)).map(removeIfOrphaned));

  async function removeIfOrphaned(file) {
    const source = path.join(root, project, 'src', file.replace(compiled, '.ts'));
    if (!(await exists(source))) await rm(path.join(dist, file));
  }
}

/** Of the web app and of the API reference, whose builds tidy up themselves. */
function isAsset(file) {
  return ['web', 'reference'].some((folder) => file.startsWith(folder + path.sep));
}
