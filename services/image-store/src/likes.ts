import type { User } from '@imagehub/common';
import type { PrismaClient } from './generated/prisma/client.js';

export async function isLiked(db: PrismaClient, imageId: string, viewer: User | undefined): Promise<boolean> {
  if (!viewer) return false;
  const like = await db.like.findUnique({ where: { imageId_userId: { imageId, userId: viewer.id } } });
  return like !== null;
}

/** Each user counts once, however often and from wherever they say so: row and number change in one statement. */
export async function like(db: PrismaClient, imageId: string, { id }: User): Promise<void> {
  await db.$executeRaw`
    WITH seen AS (SELECT id FROM images WHERE id = ${imageId}::uuid FOR UPDATE),
      added AS (
        INSERT INTO likes (image_id, user_id) SELECT id, ${id} FROM seen ON CONFLICT DO NOTHING RETURNING image_id
      )
    UPDATE images SET likes = likes + 1 FROM added WHERE images.id = added.image_id`;
}

export async function unlike(db: PrismaClient, imageId: string, { id }: User): Promise<void> {
  await db.$executeRaw`
    WITH removed AS (
      DELETE FROM likes WHERE image_id = ${imageId}::uuid AND user_id = ${id} RETURNING image_id
    )
    UPDATE images SET likes = likes - 1 FROM removed WHERE images.id = removed.image_id`;
}

/** Takes back all likes of a user. */
export async function unlikeAll(db: PrismaClient, { id }: User): Promise<void> {
  await db.$executeRaw`
    WITH removed AS (DELETE FROM likes WHERE user_id = ${id} RETURNING image_id)
    UPDATE images SET likes = likes - 1 FROM removed WHERE images.id = removed.image_id`;
}
