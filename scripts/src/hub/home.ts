import { access, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkout } from '../checkout.js';
import { Failure } from '../failure.js';
import { removeData } from '../postgres/place.js';

/** The folder of one hub: its data, logs and state. */
export interface Home {
  path: string;
  data: string;
  logs: string;
  run: string;
  mesh: string;
  secrets: string;
}

/** A file that only a hub's home holds, so that nothing else is ever taken for one and wiped. */
const marker = 'imagehub-home';

/** The home that IMAGEHUB_HOME names, else `.imagehub` in the checkout. */
export function hubHome(env: NodeJS.ProcessEnv = process.env): Home {
  const path = env.IMAGEHUB_HOME ? resolve(env.IMAGEHUB_HOME) : join(checkout, '.imagehub');
  return {
    path,
    data: join(path, 'data'),
    logs: join(path, 'logs'),
    run: join(path, 'run'),
    mesh: join(path, 'mesh'),
    secrets: join(path, 'secrets.json'),
  };
}

/**
 * Makes the folders of a home that are missing.
 * @throws {Failure} when the folder holds something else than a hub
 */
export async function openHome(home: Home): Promise<void> {
  const names = await readdir(home.path).catch((): string[] => []);
  if (names.length > 0 && !names.includes(marker)) {
    throw new Failure(
      `${home.path} is not the home of an Image Hub and not empty: it is left alone.`,
      'Name an empty or new folder in IMAGEHUB_HOME.',
    );
  }
  // Open, because PostgreSQL may run as another account and has its folder in it.
  await mkdir(home.data, { recursive: true });
  await writeFile(join(home.path, marker), 'The folder of an Image Hub; npm start -- --fresh wipes it.\n');
  // Not open to others: Consul writes the private key of the mesh's authority into files that all may read, and there
  // are private pictures among the blobs.
  const stores = ['consul', 'blobs', 'quota'].map((name) => join(home.data, name));
  const closed = [...stores, home.logs, home.run, home.mesh];
  await Promise.all(closed.map((folder) => mkdir(folder, { recursive: true, mode: 0o700 })));
}

/** Removes what a hub has stored: data, passwords, logs, rendered files. The lock and the state stay. */
export async function wipeHome(home: Home): Promise<void> {
  await access(join(home.path, marker));
  await removeData(join(home.data, 'postgres'));
  await Promise.all(
    [home.data, home.logs, home.mesh, home.secrets].map((path) => rm(path, { recursive: true, force: true })),
  );
  await openHome(home);
}
