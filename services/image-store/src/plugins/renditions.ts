import { Problem } from '@imagehub/common';
import fp from 'fastify-plugin';
import { Counter } from 'prom-client';
import type { Image } from '../generated/prisma/client.js';
import { isStored } from '../images.js';
import type { Format } from '../imaging/formats.js';
import { type Rendition, renditionKey } from '../renditions/parameters.js';
import { render } from '../renditions/render.js';
import { originalKey } from '../storage/keys.js';
import type { Blob } from '../storage/local-driver.js';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * A rendition, from the cache or made now; equal requests at the same time make it once.
     *
     * @throws Problem 404 when the picture was deleted meanwhile, 503 when too many are waiting.
     */
    rendition: (image: Image, rendition: Rendition) => Promise<Blob>;
    /** Keeps a rendition for later, as long as its picture is stored. Never rejects: it is only a cache. */
    keepRendition: (hash: string, rendition: Rendition, bytes: Buffer) => Promise<void>;
  }
}

export default fp(
  async (app) => {
    const underWay = new Map<string, Promise<Buffer>>();
    const requests = new Counter({
      name: 'image_store_renditions_total',
      help: 'Renditions asked for: read from the cache, made, or shared with an equal request under way',
      labelNames: ['result'],
      registers: [app.metrics],
    });

    app.decorate('rendition', async (image: Image, rendition: Rendition) => {
      const key = renditionKey(image.hash, rendition);
      const kept = underWay.has(key) ? undefined : await app.blobs.open(key);
      if (kept) {
        requests.inc({ result: 'hit' });
        return kept;
      }
      let made = underWay.get(key);
      requests.inc({ result: made ? 'coalesced' : 'miss' });
      if (!made) {
        made = make(image, rendition);
        underWay.set(key, made);
        // Until it is kept, requests share the one in memory.
        made
          .then((bytes) => app.keepRendition(image.hash, rendition, bytes))
          .catch(() => {})
          .finally(() => underWay.delete(key));
      }
      const body = await made;
      return { body, bytes: body.length };
    });

    async function make(image: Image, rendition: Rendition): Promise<Buffer> {
      const { hash, width, height, frames } = image;
      const original = originalKey(hash);
      const source = {
        file: app.blobs.path(original),
        format: image.format as Format,
        width,
        height,
        frames,
      };
      try {
        return await app.imaging((sharp) => render(sharp, source, rendition));
      } catch (error) {
        if (error instanceof Problem || (await app.disk.exists(original))) throw error;
        throw new Problem(404, 'This picture was deleted.', { cause: error });
      }
    }

    app.decorate('keepRendition', async (hash: string, rendition: Rendition, bytes: Buffer) => {
      const key = renditionKey(hash, rendition);
      try {
        await app.disk.put(key, bytes);
        // Whoever deletes the picture removes its renditions after the row. So a row that is still there promises that
        // this one will be removed with it, and without the row it is on us.
        if (!(await isStored(app.db, hash))) await app.disk.delete(key);
      } catch (err) {
        app.log.warn({ err, key }, 'rendition not kept');
        await app.disk.delete(key).catch(() => {});
      }
    });
  },
  { name: 'renditions', dependencies: ['database', 'imaging', 'storage'] },
);
