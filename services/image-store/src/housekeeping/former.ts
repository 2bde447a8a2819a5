import type { FastifyInstance } from 'fastify';
import type { Image } from '../generated/prisma/client.js';
import { THUMBNAIL } from '../renditions/thumbnail.js';
import { replaceContent } from '../storage/content.js';
import { incomingKey } from '../storage/keys.js';
import { prepare } from '../upload/prepare.js';

/**
 * Gives pictures of former releases what uploads get today: their metadata is taken out of their bytes, and they get a
 * placeholder, by whose absence they are known.
 *
 * @returns how many could not be read; they stay as they are.
 */
export async function renewFormer(app: FastifyInstance): Promise<number> {
  let failed = 0;
  let last: string | undefined;
  for (;;) {
    const image = await app.db.image.findFirst({
      where: { placeholder: null, ...(last !== undefined && { id: { gt: last } }) },
      orderBy: { id: 'asc' },
    });
    if (!image) return failed;
    last = image.id;
    try {
      await renew(app, image);
    } catch (err) {
      failed += 1;
      app.log.warn({ err, image: image.id }, 'a picture of a former release stays as it was');
    }
  }
}

async function renew(app: FastifyInstance, { hash: old }: Image): Promise<void> {
  const key = incomingKey();
  try {
    const { hash, bytes, thumbnail, placeholder } = await app.originals.withFile(old, async (path) => {
      const prepared = await prepare(app, { path, hash: old }, key);
      if (prepared.hash !== old) await replaceContent(app, prepared.path, old, prepared.hash, prepared.bytes);
      return prepared;
    });
    await app.db.image.updateMany({ where: { hash }, data: { placeholder, bytes } });
    await app.keepRendition(hash, THUMBNAIL, thumbnail);
  } finally {
    await app.disk.delete(key);
  }
}
