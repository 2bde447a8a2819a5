import { Problem } from '@imagehub/common';
import { Semaphore } from 'async-mutex';
import fp from 'fastify-plugin';
import { Gauge } from 'prom-client';
import { loadSharp, type Sharp } from '../imaging/sharp.js';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Runs work on pixels: few jobs at a time, the others in a queue, in their order.
     *
     * @param memory bytes that the work may take at its peak; much of it makes it run alone.
     * @throws Problem 503 when the queue is full.
     */
    imaging: <T>(memory: number, work: (sharp: Sharp) => Promise<T>) => Promise<T>;
  }
}

/** Each job holds one of libuv's four threads: with two at work, two are left for files and cached answers stay fast. */
const AT_WORK = 2;

/** Bytes of memory at which a job no longer shares the process with another one. */
const HEAVY = 150_000_000;

/** Jobs at work and waiting. More would only let clients wait for an answer that comes after their time-out. */
const TOGETHER = 64;

export default fp(
  async (app) => {
    const { SHARP_THREADS } = app.environment;
    const places = new Semaphore(AT_WORK);
    const jobs = { waiting: 0, running: 0 };

    app.decorate('imaging', async <T>(memory: number, work: (sharp: Sharp) => Promise<T>) => {
      if (jobs.waiting + jobs.running >= TOGETHER) {
        throw new Problem(503, 'Too many pictures are being worked on. Try again shortly.', {
          kind: 'busy',
          retryAfter: 2,
        });
      }
      jobs.waiting += 1;
      const [, release] = await places.acquire(memory > HEAVY ? AT_WORK : 1);
      jobs.waiting -= 1;
      jobs.running += 1;
      try {
        return await work(await loadSharp(SHARP_THREADS));
      } finally {
        jobs.running -= 1;
        release();
      }
    });

    new Gauge({
      name: 'image_store_imaging_jobs',
      help: 'Jobs on pixels that run or wait now',
      labelNames: ['state'],
      registers: [app.metrics],
      collect() {
        this.set({ state: 'running' }, jobs.running);
        this.set({ state: 'waiting' }, jobs.waiting);
      },
    });
  },
  { name: 'imaging' },
);
