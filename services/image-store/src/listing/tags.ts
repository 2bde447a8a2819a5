import type { PrismaClient } from '../generated/prisma/client.js';

export interface TagCount {
  tag: string;
  count: number;
}

/** The tags that most public pictures have. Private pictures do not count, not even for their owner. */
export function mostUsedTags(db: PrismaClient, limit: number): Promise<TagCount[]> {
  return db.$queryRaw<TagCount[]>`
    SELECT tag, count(*)::int AS count
    FROM images, unnest(tags) AS tag
    WHERE visibility = 'public'
    GROUP BY tag
    ORDER BY count DESC, tag
    LIMIT ${limit}`;
}
