import { Problem } from '@imagehub/common';
import fp from 'fastify-plugin';
import { Gauge } from 'prom-client';
import { incomingKey } from '../storage/keys.js';

/** The files of one upload, as keys in the folder; both are removed when it is over. */
export interface Incoming {
  sent: string;
  stripped: string;
}

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Runs an upload of a user from its first byte to its answer.
     *
     * @throws Problem 503 when too many are under way, of this user or of all.
     */
    uploading: <T>(ownerId: string, work: (incoming: Incoming) => Promise<T>) => Promise<T>;
  }
}

/** Uploads under way at a time, each with up to 40 MB of files: as many as may wait for work on pixels. */
const TOGETHER = 64;

/** Of one user: slow ones can take ten minutes, and nobody may keep all others out for so long. */
const OF_A_USER = 16;

export default fp(
  async (app) => {
    let underWay = 0;
    const byOwner = new Map<string, number>();

    function begin(ownerId: string): void {
      const own = byOwner.get(ownerId) ?? 0;
      // No 429: to clients that says that the plan is used up.
      if (own >= OF_A_USER)
        throw busy(`You are uploading ${own} pictures already. Try again after one of them.`);
      if (underWay >= TOGETHER) throw busy('Too many pictures are being uploaded. Try again shortly.');
      byOwner.set(ownerId, own + 1);
      underWay += 1;
    }

    function end(ownerId: string): void {
      const others = (byOwner.get(ownerId) ?? 1) - 1;
      if (others > 0) byOwner.set(ownerId, others);
      else byOwner.delete(ownerId);
      underWay -= 1;
    }

    app.decorate('uploading', async <T>(ownerId: string, work: (incoming: Incoming) => Promise<T>) => {
      begin(ownerId);
      const key = incomingKey();
      const incoming = { sent: key, stripped: `${key}.stripped` };
      try {
        return await work(incoming);
      } finally {
        end(ownerId);
        await Promise.all([app.disk.delete(incoming.sent), app.disk.delete(incoming.stripped)]);
      }
    });

    new Gauge({
      name: 'image_store_uploads',
      help: 'Uploads under way now',
      registers: [app.metrics],
      collect() {
        this.set(underWay);
      },
    });
  },
  { name: 'uploads', dependencies: ['storage'] },
);

function busy(detail: string): Problem {
  return new Problem(503, detail, { kind: 'busy', retryAfter: 2 });
}
