import type { FastifyInstance } from 'fastify';
import type { Image, Prisma } from '../generated/prisma/client.js';
import { isStored } from '../images.js';
import { renditionsKey } from './keys.js';

type App = Pick<FastifyInstance, 'db' | 'disk' | 'originals' | 'log'>;
type Transaction = Prisma.TransactionClient;

/** In ms. Only when a bucket is slow and a deletion came between is a transaction as long as a transfer. */
const PATIENCE = { maxWait: 5_000, timeout: 60_000 };

/**
 * Stores an image: its row, and its bytes under the name of their hash. Both happen while no other instance deletes the
 * same bytes, and neither without the other.
 *
 * @param file absolute path of the bytes.
 */
export function storeContent(app: App, file: string, image: Prisma.ImageCreateInput): Promise<Image> {
  return withContent(app, file, image.hash, (tx) => tx.image.create({ data: image }));
}

/**
 * Gives all images of some bytes other bytes in their place, which show the same.
 *
 * @param file absolute path of the new bytes.
 */
export async function replaceContent(app: App, file: string, old: string, hash: string, bytes: number) {
  await withContent(app, file, hash, (tx) =>
    tx.image.updateMany({ where: { hash: old }, data: { hash, bytes } }),
  );
  await removeUnused(app, old);
}

async function withContent<T>(
  app: App,
  file: string,
  hash: string,
  change: (tx: Transaction) => Promise<T>,
): Promise<T> {
  let isSent = false;
  try {
    await app.originals.prepare(file, hash);
    isSent = true;
    return await app.db.$transaction(async (tx) => {
      await lock(tx, hash);
      const changed = await change(tx);
      await app.originals.adopt(file, hash);
      return changed;
    }, PATIENCE);
  } catch (error) {
    // The commit failed, and with it the row.
    if (isSent) {
      await removeUnused(app, hash).catch((err) =>
        app.log.error({ err, hash }, 'bytes without an image are left until the next housekeeping'),
      );
    }
    throw error;
  }
}

/**
 * Removes bytes and renditions that no image has. Called after a row is gone for good: were bytes removed first, a
 * failure between would leave an image without bytes; so it leaves bytes without an image at worst.
 *
 * @returns whether no image had them.
 */
export async function removeUnused(
  { db, disk, originals }: Pick<App, 'db' | 'disk' | 'originals'>,
  hash: string,
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    await lock(tx, hash);
    if (await isStored(tx, hash)) return false;
    await originals.delete(hash);
    await disk.deleteAll(renditionsKey(hash));
    return true;
  }, PATIENCE);
}

/** Until the transaction's end, no other instance stores or removes the same bytes. */
async function lock(tx: Transaction, hash: string): Promise<void> {
  const key = BigInt.asIntN(64, BigInt(`0x${hash.slice(0, 16)}`));
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${key}::bigint)`;
}
