import type { FastifyInstance } from 'fastify';
import type { Prisma } from '../generated/prisma/client.js';
import { isStored } from '../images.js';
import { originalKey, renditionsKey } from './keys.js';

type App = Pick<FastifyInstance, 'db' | 'disk' | 'log'>;

/**
 * Stores an image: its row, and its bytes under the name of their hash. Both happen while no other instance deletes the
 * same bytes, and neither without the other.
 *
 * @param incoming key of the uploaded bytes, which are moved from there.
 */
export async function storeContent(app: App, incoming: string, image: Prisma.ImageCreateInput) {
  const { hash } = image;
  let moved = false;
  try {
    return await app.db.$transaction(async (tx) => {
      await lock(tx, hash);
      const row = await tx.image.create({ data: image });
      await app.disk.move(incoming, originalKey(hash));
      moved = true;
      return row;
    });
  } catch (error) {
    // The commit failed, and with it the row.
    if (moved) {
      await removeUnused(app, hash).catch((err) =>
        app.log.error({ err, hash }, 'bytes without an image left'),
      );
    }
    throw error;
  }
}

/**
 * Removes bytes and renditions that no image has. Called after a row is gone for good: were bytes removed first, a
 * failure between would leave an image without bytes; so it leaves bytes without an image at worst.
 */
export async function removeUnused({ db, disk }: Pick<App, 'db' | 'disk'>, hash: string): Promise<void> {
  await db.$transaction(async (tx) => {
    await lock(tx, hash);
    if (await isStored(tx, hash)) return;
    await disk.delete(originalKey(hash));
    await disk.deleteAll(renditionsKey(hash));
  });
}

/** Until the transaction's end, no other instance stores or removes the same bytes. */
async function lock(tx: Prisma.TransactionClient, hash: string): Promise<void> {
  const key = BigInt.asIntN(64, BigInt(`0x${hash.slice(0, 16)}`));
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${key}::bigint)`;
}
