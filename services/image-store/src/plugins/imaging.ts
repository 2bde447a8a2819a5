import { Problem } from '@imagehub/common';
import fp from 'fastify-plugin';
import pLimit from 'p-limit';
import { Gauge } from 'prom-client';
import type { Sharp } from '../imaging/sharp.js';
import { loadSharp } from '../imaging/sharp.js';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Runs work on pixels, a few jobs at a time, the others in a queue.
     *
     * @throws Problem 503 when the queue is full.
     */
    imaging: <T>(work: (sharp: Sharp) => Promise<T>) => Promise<T>;
  }
}

/**
 * Each job holds one of libuv's four threads: with two at work, two are left for files, and cached answers stay fast.
 * It also bounds memory: the largest picture allowed may need 150 MB while it is worked on.
 */
const AT_WORK = 2;

/** Longer queues would only let clients wait for an answer that comes after their time-out. */
const WAITING = 64;

export default fp(
  async (app) => {
    const limit = pLimit(AT_WORK);
    app.decorate('imaging', async <T>(work: (sharp: Sharp) => Promise<T>) => {
      if (limit.pendingCount >= WAITING) {
        throw new Problem(503, 'Too many pictures are being worked on. Try again shortly.', {
          kind: 'busy',
          retryAfter: 2,
        });
      }
      return limit(async () => work(await loadSharp(app.environment.SHARP_THREADS)));
    });
    new Gauge({
      name: 'image_store_imaging_jobs',
      help: 'Jobs on pixels that run or wait now',
      labelNames: ['state'],
      registers: [app.metrics],
      collect() {
        this.set({ state: 'running' }, limit.activeCount);
        this.set({ state: 'waiting' }, limit.pendingCount);
      },
    });
  },
  { name: 'imaging' },
);
