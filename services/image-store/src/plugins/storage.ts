import { access, constants, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import fp from 'fastify-plugin';
import { Disk } from 'flydrive';
import { INCOMING } from '../storage/keys.js';
import { LocalDriver } from '../storage/local-driver.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Blob storage by flydrive's interface. */
    disk: Disk;
    /** The same storage by what only a folder can do. */
    blobs: LocalDriver;
  }
}

/** No upload takes longer; what is older was left by a process that died. */
const ABANDONED = 60 * 60 * 1000;

/** Blob storage: a folder that all instances of the service share. */
export default fp(
  async (app) => {
    const root = path.resolve(app.environment.BLOBS_DIR);
    const incoming = path.join(root, INCOMING);
    await mkdir(incoming, { recursive: true });
    await removeAbandoned(incoming);

    const driver = new LocalDriver(root);
    const disk = new Disk(driver);
    app.decorate('blobs', driver);
    app.decorate('disk', disk);
    // That there is room left is not asked: a full disk refuses uploads, and pulls go on.
    app.addReadinessCheck('storage', () =>
      access(incoming, constants.R_OK | constants.W_OK | constants.X_OK),
    );
  },
  { name: 'storage' },
);

async function removeAbandoned(folder: string): Promise<void> {
  const before = Date.now() - ABANDONED;
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    // Another instance that starts now does the same.
    const modified = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (modified < before) await rm(file, { recursive: true, force: true });
  }
}
