import fp from 'fastify-plugin';
import { LRUCache } from 'lru-cache';
import { mostUsedTags, type TagCount } from '../listing/tags.js';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * The tags that most public pictures have, as they were a few seconds ago.
     *
     * @param limit up to MOST_TAGS.
     */
    tags: (limit: number) => Promise<TagCount[]>;
  }
}

/** Tags that one answer can have. */
export const MOST_TAGS = 100;

/** Milliseconds for which the counts are kept: all public pictures are read for them, and anybody may ask. */
const KEPT = 3_000;

export default fp(
  async (app) => {
    // Requests at the same time wait for one query.
    const counts = new LRUCache<'all', TagCount[]>({
      max: 1,
      ttl: KEPT,
      fetchMethod: () => mostUsedTags(app.db, MOST_TAGS),
    });
    app.decorate('tags', async (limit: number) => (await counts.forceFetch('all')).slice(0, limit));
  },
  { name: 'tags', dependencies: ['database'] },
);
