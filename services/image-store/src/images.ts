import { Problem, traced, type User } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import type { Image, Prisma, PrismaClient } from './generated/prisma/client.js';

import type { Blob, Range } from './storage/originals.js';

type Database = PrismaClient | Prisma.TransactionClient;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The image of an id, for those who may see it.
 *
 * @throws Problem 404 for an id that is none, unknown, or somebody else's private image: the three look the same.
 */
export async function findVisible(db: Database, id: string, viewer: User | undefined): Promise<Image> {
  const image = UUID.test(id) ? await db.image.findUnique({ where: { id } }) : null;
  if (!image || (image.visibility === 'private' && image.ownerId !== viewer?.id)) {
    throw new Problem(404, 'There is no such picture.', { kind: 'no-picture' });
  }
  return image;
}

/**
 * The image of an id, for its owner.
 *
 * @throws Problem 403 for others who see it, 404 for those who do not.
 */
export async function findOwned(db: Database, id: string, owner: User): Promise<Image> {
  const image = await findVisible(db, id, owner);
  if (image.ownerId !== owner.id) throw new Problem(403, 'Only its owner can change or delete a picture.');
  return image;
}

/** Whether any image has these bytes. */
export async function isStored(db: Database, hash: string): Promise<boolean> {
  return (await db.image.findFirst({ where: { hash }, select: { id: true } })) !== null;
}

/**
 * The bytes of an image, or a part of them.
 *
 * @throws Problem 404 when it was deleted a moment ago.
 */
export async function openOriginal(
  { originals }: Pick<FastifyInstance, 'originals'>,
  { hash }: Image,
  range?: Range,
): Promise<Blob> {
  const original = await traced('read original', () => originals.open(hash, range));
  if (!original) throw new Problem(404, 'This picture was deleted.', { kind: 'no-picture' });
  return original;
}
