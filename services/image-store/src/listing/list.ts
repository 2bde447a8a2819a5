import type { User } from '@imagehub/common';
import { type Image, Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { after, encodeCursor, type Sort } from './cursor.js';
import { parseQuery } from './words.js';

export interface ListOptions {
  /** 1 to 100. */
  limit: number;
  sort: Sort;
  cursor?: string | undefined;
  /** A web search over title, tags and alt. */
  q?: string | undefined;
  /** Normalized. */
  tag?: string | undefined;
  /** Id of a user. */
  owner?: string | undefined;
}

/** An image, and whether the user who asks likes it. */
export type Listed = Image & { liked: boolean };

const ORDER: Record<Sort, Prisma.Sql> = {
  newest: Prisma.sql`created_at DESC, id DESC`,
  likes: Prisma.sql`likes DESC, id DESC`,
};

/**
 * A page of the images that a viewer may see. Pages go on after the last image, so those that come or go meanwhile
 * neither repeat nor hide others; only one whose likes change may move from a page to another.
 *
 * @throws Problem 400 for a cursor that was not given out for this sort.
 */
export async function listImages(
  db: PrismaClient,
  viewer: User | undefined,
  { limit, sort, cursor, q = '', tag, owner }: ListOptions,
): Promise<{ items: Listed[]; nextCursor: string | null }> {
  const conditions = [visibleTo(viewer)];
  if (tag !== undefined) conditions.push(Prisma.sql`tags @> ARRAY[${tag}]`);
  if (owner !== undefined) conditions.push(Prisma.sql`owner_id = ${owner}`);
  const query = parseQuery(q);
  if (query) conditions.push(Prisma.sql`search @@ (${tsquery(query.web, query.prefix)})`);
  if (cursor !== undefined) conditions.push(after(sort, cursor));
  const liked = viewer
    ? Prisma.sql`EXISTS (SELECT FROM likes WHERE image_id = images.id AND user_id = ${viewer.id})`
    : Prisma.sql`false`;

  // One more tells whether there is a next page.
  const found = await db.$queryRaw<Listed[]>`
    SELECT id, title, alt, tags, search_text AS "searchText", owner_id AS "ownerId", owner_name AS "ownerName",
      visibility, hash, sent_hash AS "sentHash", format, bytes, width, height, frames, placeholder, likes,
      created_at AS "createdAt", ${liked} AS liked
    FROM images
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY ${ORDER[sort]}
    LIMIT ${limit + 1}`;
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && found.length > limit ? encodeCursor(sort, last) : null };
}

function visibleTo(viewer: User | undefined): Prisma.Sql {
  if (!viewer) return Prisma.sql`visibility = 'public'`;
  return Prisma.sql`(visibility = 'public' OR owner_id = ${viewer.id})`;
}

/** Words as they are, or by their English stems, or the last of them begun. */
function tsquery(web: string, prefix: string | undefined): Prisma.Sql {
  const either = Prisma.sql`websearch_to_tsquery('simple', ${web}) || websearch_to_tsquery('english', ${web})`;
  return prefix === undefined ? either : Prisma.sql`${either} || to_tsquery('simple', ${prefix})`;
}
