import { access, constants, mkdir } from 'node:fs/promises';
import path from 'node:path';
import fp from 'fastify-plugin';
import { Disk } from 'flydrive';
import type { Environment } from '../environment.js';
import { INCOMING, RENDITIONS } from '../storage/keys.js';
import { LocalDriver } from '../storage/local-driver.js';
import { localOriginals } from '../storage/local-originals.js';
import type { Originals } from '../storage/originals.js';
import { s3Originals } from '../storage/s3-originals.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** The folder of uploads under way and renditions, by flydrive's interface. */
    disk: Disk;
    /** The same folder by what only a folder can do. */
    blobs: LocalDriver;
    originals: Originals;
  }
}

/** Where bytes are: a folder that all instances on a machine share, and for originals that folder or a bucket. */
export default fp(
  async (app) => {
    const driver = new LocalDriver(path.resolve(app.environment.BLOBS_DIR));
    const folders = [INCOMING, RENDITIONS].map((name) => driver.path(name));
    for (const folder of folders) await mkdir(folder, { recursive: true });
    const originals = await originalsOf(app.environment, driver);

    app.decorate('blobs', driver);
    app.decorate('disk', new Disk(driver));
    app.decorate('originals', originals);
    app.addReadinessCheck('storage', (signal) =>
      Promise.all([
        ...folders.map((folder) => access(folder, constants.R_OK | constants.W_OK | constants.X_OK)),
        originals.check(signal),
      ]),
    );
  },
  { name: 'storage' },
);

function originalsOf(environment: Environment, folder: LocalDriver): Promise<Originals> {
  const { S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_REGION: region } = environment;
  if (!bucket) return localOriginals(folder);
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  return s3Originals({ bucket, endpoint, region, accessKeyId, secretAccessKey }, folder);
}
