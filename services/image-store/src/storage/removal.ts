import type { User } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import { unlikeAll } from '../likes.js';
import { removeUnused } from './content.js';

/**
 * Pictures that are removed at a time: an attempt that breaks off has got that far. The bytes that it leaves are so few
 * that housekeeping removes them without being asked to.
 */
const BATCH = 20;

/** Removes all pictures of a user with their bytes and renditions, and the user's likes. Safe to be repeated. */
export async function removeAllOf(
  app: Pick<FastifyInstance, 'db' | 'disk' | 'originals'>,
  owner: User,
): Promise<void> {
  await unlikeAll(app.db, owner);
  for (;;) {
    const images = await app.db.image.findMany({
      where: { ownerId: owner.id },
      select: { id: true, hash: true },
      take: BATCH,
    });
    const [first] = images;
    if (!first) return;
    // While the storage is away, each attempt would leave the bytes of as many rows.
    await app.originals.exists(first.hash);
    await app.db.image.deleteMany({ where: { id: { in: images.map(({ id }) => id) } } });
    for (const hash of new Set(images.map((image) => image.hash))) await removeUnused(app, hash);
  }
}
