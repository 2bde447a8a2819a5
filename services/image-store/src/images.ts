import { type Static, Type } from '@fastify/type-provider-typebox';
import { Problem, type User } from '@imagehub/common';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { Image, Prisma, PrismaClient } from './generated/prisma/client.js';
import { FORMATS } from './imaging/formats.js';
import type { Original } from './renditions/size.js';

export const VISIBILITIES = ['public', 'private'] as const;

export const ImageItem = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    title: Type.String(),
    tags: Type.Array(Type.String()),
    owner: Type.Object({ id: Type.String(), name: Type.String() }),
    visibility: Type.Enum(VISIBILITIES),
    width: Type.Integer({ description: 'Pixels, as displayed' }),
    height: Type.Integer({ description: 'Pixels, as displayed' }),
    bytes: Type.Integer(),
    format: Type.Enum(FORMATS),
    createdAt: Type.String({ format: 'date-time' }),
    links: Type.Object({ thumbnail: Type.String(), pull: Type.String() }),
  },
  { title: 'Image' },
);
export type ImageItem = Static<typeof ImageItem>;

export function toItem(image: Image): ImageItem {
  const { id, title, tags, visibility, width, height, bytes, createdAt } = image;
  const path = `/api/images/${id}`;
  return {
    id,
    title,
    tags,
    owner: { id: image.ownerId, name: image.ownerName },
    visibility,
    width,
    height,
    bytes,
    format: image.format as ImageItem['format'],
    createdAt: createdAt.toISOString(),
    links: { thumbnail: `${path}/thumbnail`, pull: `${path}/pull` },
  };
}

/** An image as far as its renditions depend on it. */
export function originalOf({ width, height, format, frames }: Image): Original {
  return { width, height, format: format as Original['format'], frames };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The image of an id, for those who may see it.
 *
 * @throws Problem 404 for an id that is none, unknown, or somebody else's private image: the three look the same.
 */
export async function findVisible(db: PrismaClient, id: string, viewer: User | undefined): Promise<Image> {
  const image = UUID.test(id) ? await db.image.findUnique({ where: { id } }) : null;
  if (!image || (image.visibility === 'private' && image.ownerId !== viewer?.id)) {
    throw new Problem(404, 'There is no such picture.');
  }
  return image;
}

export interface ListOptions {
  /** 1 to 100. */
  limit: number;
  cursor?: string | undefined;
  /** Words that title or tags must all contain. */
  q?: string | undefined;
}

/** Words beyond these do not narrow a search. */
const MAX_WORDS = 8;

/**
 * A page of the images that a viewer may see, newest first. Pages follow ids, so images that come or go meanwhile
 * neither repeat nor hide others.
 *
 * @throws Problem 400 for a cursor that was not given out.
 */
export async function listImages(
  db: PrismaClient,
  viewer: User | undefined,
  { limit, cursor, q = '' }: ListOptions,
): Promise<{ items: Image[]; nextCursor: string | null }> {
  const words = foldCase(q).split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
  const where: Prisma.ImageWhereInput = {
    OR: [{ visibility: 'public' }, ...(viewer ? [{ ownerId: viewer.id }] : [])],
    AND: words.map((word) => ({ searchText: { contains: escapeLike(word) } })),
    ...(cursor !== undefined && { id: { lt: decodeCursor(cursor) } }),
  };
  // One more tells whether there is a next page.
  const found = await db.image.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && found.length > limit ? encodeCursor(last.id) : null };
}

/** Whether any image has these bytes. */
export async function isStored(db: PrismaClient | Prisma.TransactionClient, hash: string): Promise<boolean> {
  return (await db.image.findFirst({ where: { hash }, select: { id: true } })) !== null;
}

/** The form in which titles and tags are compared: compatibility form and case (UAX #15, UAX #21). */
export function foldCase(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
