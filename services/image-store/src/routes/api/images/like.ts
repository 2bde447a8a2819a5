import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { ProblemSchema, userOf } from '@imagehub/common';
import { findVisible } from '../../../images.js';
import { like, unlike } from '../../../likes.js';
import { ImageId } from '../../../parameters.js';

const likes: FastifyPluginAsyncTypebox = async (app) => {
  const common = {
    tags: ['images'],
    security: [{ token: [] }],
    params: ImageId,
    response: { 204: Type.Null(), '4xx': ProblemSchema, '5xx': ProblemSchema },
  };

  app.put(
    '/:id/like',
    {
      onRequest: app.authenticate,
      schema: { ...common, summary: 'Like a picture; again changes nothing' },
    },
    async (request, reply) => {
      const user = userOf(request);
      const { id } = await findVisible(app.db, request.params.id, user);
      await like(app.db, id, user);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/:id/like',
    {
      onRequest: app.authenticate,
      schema: { ...common, summary: 'Take a like back; again changes nothing' },
    },
    async (request, reply) => {
      const user = userOf(request);
      const { id } = await findVisible(app.db, request.params.id, user);
      await unlike(app.db, id, user);
      return reply.code(204).send(null);
    },
  );
};

export default likes;
