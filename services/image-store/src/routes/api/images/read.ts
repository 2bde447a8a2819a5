import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { ProblemSchema } from '@imagehub/common';
import { findVisible, ImageItem, toItem } from '../../../images.js';

const read: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/:id',
    {
      onRequest: app.identify,
      schema: {
        summary: 'A picture’s title, tags, owner and size',
        tags: ['images'],
        security: [{}, { token: [] }],
        params: Type.Object({ id: Type.String() }),
        response: { 200: ImageItem, '4xx': ProblemSchema, '5xx': ProblemSchema },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'private, no-cache');
      return toItem(await findVisible(app.db, request.params.id, request.user));
    },
  );
};

export default read;
