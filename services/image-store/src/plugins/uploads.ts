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
     * Runs an upload from its first byte to its answer.
     *
     * @throws Problem 503 when too many are under way.
     */
    uploading: <T>(work: (incoming: Incoming) => Promise<T>) => Promise<T>;
  }
}

/** Uploads under way at a time, each with up to 40 MB of files: as many as may wait for work on pixels. */
const TOGETHER = 64;

export default fp(
  async (app) => {
    let underWay = 0;

    app.decorate('uploading', async <T>(work: (incoming: Incoming) => Promise<T>) => {
      if (underWay >= TOGETHER) {
        throw new Problem(503, 'Too many pictures are being uploaded. Try again shortly.', {
          kind: 'busy',
          retryAfter: 2,
        });
      }
      const key = incomingKey();
      const incoming = { sent: key, stripped: `${key}.stripped` };
      underWay += 1;
      try {
        return await work(incoming);
      } finally {
        underWay -= 1;
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
