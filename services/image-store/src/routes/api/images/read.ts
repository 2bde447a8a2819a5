import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';

import { findVisible } from '../../../images.js';
import { ImageItem, toItem } from '../../../item.js';
import { isLiked } from '../../../likes.js';
import { ImageId } from '../../../parameters.js';
import { NO_PICTURE } from '../../../problems.js';

const read: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/:id',
    {
      onRequest: app.identify,
      schema: {
        operationId: 'readImage',
        summary: 'A picture’s title, tags, owner and size',
        tags: ['images'],
        security: [{}, { token: [] }],
        params: ImageId,
        response: { 200: ImageItem },
        problems: [NO_PICTURE],
      },
    },
    async (request) => {
      const image = await findVisible(app.db, request.params.id, request.user);
      return toItem(image, await isLiked(app.db, image.id, request.user));
    },
  );
};

export default read;
