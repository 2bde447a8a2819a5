import { Problem, traced } from '@imagehub/common';
import fp from 'fastify-plugin';
import { LRUCache } from 'lru-cache';
import { Counter } from 'prom-client';
import type { Image } from '../generated/prisma/client.js';
import { isStored } from '../images.js';
import { originalOf } from '../item.js';
import { type Rendition, renditionKey } from '../renditions/parameters.js';
import { render } from '../renditions/render.js';
import { checkSize, memoryFor } from '../renditions/size.js';
import type { Blob } from '../storage/originals.js';

export interface CachedBlob extends Blob {
  /** How the cache answered, as in the header Cache-Status (RFC 9211). */
  cacheStatus: string;
}

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * A rendition, from the cache or made now; equal requests at the same time make it once.
     *
     * @throws Problem 404 when the picture was deleted meanwhile, 503 when too many are waiting.
     */
    rendition: (image: Image, rendition: Rendition) => Promise<CachedBlob>;
    /** Keeps a rendition for later, as long as its picture is stored. Never rejects: it is only a cache. */
    keepRendition: (hash: string, rendition: Rendition, bytes: Buffer) => Promise<void>;
  }
}

/** Bytes of the renditions that are held in memory too, and of the largest held: reading a file costs a third of an answer. */
const MEMORY = { maxSize: 16_000_000, maxEntrySize: 256_000 };

/** The part of the bound after whose writing housekeeping looks before its time. */
const PART = 0.1;

export default fp(
  async (app) => {
    const inMemory = new LRUCache<string, Buffer>({ ...MEMORY, sizeCalculation: ({ length }) => length });
    const underWay = new Map<string, Promise<Buffer>>();
    const beingKept = new Set<Promise<void>>();
    const bound = app.environment.RENDITIONS_MB * 1_000_000;
    let written = 0;
    const requests = new Counter({
      name: 'image_store_renditions_total',
      help: 'Renditions asked for: read from the cache, made, or shared with an equal request under way',
      labelNames: ['result'],
      registers: [app.metrics],
    });

    app.decorate('rendition', async (image: Image, rendition: Rendition) => {
      const key = renditionKey(image.hash, rendition);
      const kept = await read(key);
      if (kept) {
        requests.inc({ result: 'hit' });
        return { ...kept, cacheStatus: 'image-store; hit' };
      }
      let made = underWay.get(key);
      const cacheStatus = `image-store; fwd=miss; ${made ? 'collapsed' : 'stored'}`;
      requests.inc({ result: made ? 'coalesced' : 'miss' });
      if (!made) {
        made = make(image, rendition);
        underWay.set(key, made);
        keepAfter(made, image.hash, rendition);
      }
      const body = await made;
      return { body, bytes: body.length, cacheStatus };
    });

    /** Until it is kept, requests share the rendition in memory. */
    function keepAfter(made: Promise<Buffer>, hash: string, rendition: Rendition): void {
      const kept: Promise<void> = made
        .then(
          (bytes) => app.keepRendition(hash, rendition, bytes),
          // Whoever waits for it is told.
          () => {},
        )
        .finally(() => {
          underWay.delete(renditionKey(hash, rendition));
          beingKept.delete(kept);
        });
      beingKept.add(kept);
    }
    app.addHook('onClose', () => Promise.all(beingKept));

    async function read(key: string): Promise<Blob | undefined> {
      const held = inMemory.get(key);
      if (held) return { body: held, bytes: held.length };
      if (underWay.has(key)) return undefined;
      const blob = await traced('read rendition', () => app.blobs.open(key));
      if (!blob) return undefined;
      if (Buffer.isBuffer(blob.body)) inMemory.set(key, blob.body);
      // Those that nobody asks for go first; it may be gone already.
      app.blobs.touch(key).catch(() => {});
      return blob;
    }

    async function make(image: Image, rendition: Rendition): Promise<Buffer> {
      const original = originalOf(image);
      checkSize(original, rendition);
      try {
        // The queue is in the first span, the work alone in the second.
        return await traced('make rendition', () =>
          app.imaging(memoryFor(original, rendition), (sharp) =>
            app.originals.withFile(image.hash, (file) =>
              traced('sharp', () => render(sharp, file, original, rendition), {
                'imagehub.format': rendition.format,
              }),
            ),
          ),
        );
      } catch (error) {
        if (error instanceof Problem || (await app.originals.exists(image.hash))) throw error;
        throw new Problem(404, 'This picture was deleted.', { kind: 'no-picture', cause: error });
      }
    }

    app.decorate('keepRendition', async (hash: string, rendition: Rendition, bytes: Buffer) => {
      const key = renditionKey(hash, rendition);
      try {
        await traced('write rendition', () => app.disk.put(key, bytes));
        // Whoever deletes the picture removes its renditions after the row. So a row that is still there promises that
        // this one will be removed with it, and without the row it is on us.
        if (!(await isStored(app.db, hash))) await app.disk.delete(key);
        written += bytes.length;
        if (written < bound * PART) return;
        written = 0;
        void app.keepHouse();
      } catch (err) {
        app.log.warn({ err, key }, 'rendition not kept');
        await app.disk.delete(key).catch(() => {});
      }
    });
  },
  { name: 'renditions', dependencies: ['database', 'imaging', 'storage'] },
);
