import fp from 'fastify-plugin';
import { Counter, Gauge } from 'prom-client';
import { removeAbandoned } from '../housekeeping/abandoned.js';
import { evict } from '../housekeeping/eviction.js';
import { renewFormer } from '../housekeeping/former.js';
import { settleOrphans } from '../housekeeping/orphans.js';
import { INCOMING, RENDITIONS } from '../storage/keys.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Runs a round now, or waits for the one that runs. Never rejects: what could not be done is left for the next. */
    keepHouse: () => Promise<void>;
  }
}

const MB = 1_000_000;

/**
 * Removes what crashes leave behind and what takes too much room: at the start, and then time and again. All instances
 * do it; doing it twice at once harms nothing.
 */
export default fp(
  async (app) => {
    const { RENDITIONS_MB, HOUSEKEEPING_SECONDS, MAX_ORPHANS } = app.environment;
    const removed = new Counter({
      name: 'image_store_housekeeping_removed_total',
      help: 'Things removed: uploads that nobody finishes, bytes without an image, renditions beyond the bound',
      labelNames: ['kind'],
      registers: [app.metrics],
    });
    const missing = new Gauge({
      name: 'image_store_missing_originals',
      help: 'Originals that images have but the storage has not, at the last round',
      registers: [app.metrics],
    });

    const unknown = new Gauge({
      name: 'image_store_unknown_originals',
      help: 'Originals that no image has and that were left at the last round, being more than MAX_ORPHANS',
      registers: [app.metrics],
    });

    const rounds: Record<string, () => Promise<unknown>> = {
      uploads: async () => removed.inc({ kind: 'upload' }, await removeAbandoned(app.blobs.path(INCOMING))),
      renditions: async () =>
        removed.inc({ kind: 'rendition' }, await evict(app.blobs.path(RENDITIONS), RENDITIONS_MB * MB)),
      former: () => renewFormer(app),
      orphans: async () => {
        const orphans = await settleOrphans(app, MAX_ORPHANS);
        removed.inc({ kind: 'orphan' }, orphans.removed);
        unknown.set(orphans.unknown.length);
        if (orphans.unknown.length > 0) reportUnknown(orphans.unknown);
        missing.set(orphans.missing.length);
        if (orphans.missing.length > 0) {
          const hashes = orphans.missing.slice(0, 10);
          app.log.error(
            { hashes },
            'pictures have lost their bytes: restore them from a backup, or delete the pictures',
          );
        }
      },
    };

    function reportUnknown(hashes: string[]): void {
      const { length } = hashes;
      app.log.error(
        { hashes: hashes.slice(0, 10) },
        `the database knows nothing of ${length} originals that are stored, so none was removed: see that DATABASE_URL is the database of this folder or bucket, and that no other hub uses it; if they are to go, start with MAX_ORPHANS=${length}`,
      );
    }

    async function round(): Promise<void> {
      for (const [what, work] of Object.entries(rounds)) {
        if (isClosing) return;
        await work().catch((err) => app.log.warn({ err, what }, 'housekeeping was not done'));
      }
    }

    let isClosing = false;
    let underWay: Promise<void> | undefined;
    app.decorate('keepHouse', () => {
      underWay ??= round().finally(() => {
        underWay = undefined;
      });
      return underWay;
    });

    const timer = setInterval(() => void app.keepHouse(), HOUSEKEEPING_SECONDS * 1000);
    app.addHook('onReady', async () => void app.keepHouse());
    app.addHook('preClose', async () => {
      isClosing = true;
      clearInterval(timer);
      await underWay;
    });
  },
  { name: 'housekeeping', dependencies: ['database', 'imaging', 'storage', 'renditions'] },
);
