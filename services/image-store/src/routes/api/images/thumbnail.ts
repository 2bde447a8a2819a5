import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';

import { Known, Picture, sendPicture } from '../../../answer.js';
import { findVisible } from '../../../images.js';
import { ImageId } from '../../../parameters.js';
import { PICTURES } from '../../../problems.js';
import { entityTag, renditionKey } from '../../../renditions/parameters.js';
import { THUMBNAIL } from '../../../renditions/thumbnail.js';

const thumbnail: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/:id/thumbnail',
    {
      onRequest: app.identify,
      schema: {
        operationId: 'readThumbnail',
        summary: 'A small WebP of a picture',
        tags: ['images'],
        security: [{}, { token: [] }],
        params: ImageId,
        response: { 200: Picture, 304: Known },
        problems: PICTURES,
      },
    },
    async (request, reply) => {
      const image = await findVisible(app.db, request.params.id, request.user);
      return sendPicture(request, reply, {
        title: image.title,
        format: THUMBNAIL.format,
        etag: entityTag(renditionKey(image.hash, THUMBNAIL)),
        // An id means the same bytes for ever, but a public picture may be private or gone a moment later: whoever keeps
        // it asks each time.
        cacheControl: image.visibility === 'public' ? 'public, no-cache' : 'private, no-cache',
        open: () => app.rendition(image, THUMBNAIL),
      });
    },
  );
};

export default thumbnail;
