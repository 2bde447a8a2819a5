import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { NO_PLAN, userOf } from '@imagehub/common';
import { findVisible } from '../../../images.js';
import { like, unlike } from '../../../likes.js';
import { ImageId } from '../../../parameters.js';
import { NO_PICTURE } from '../../../problems.js';

const likes: FastifyPluginAsyncTypebox = async (app) => {
  const common = {
    tags: ['images'],
    security: [{ token: [] }],
    params: ImageId,
    response: { 204: Type.Null() },
    problems: [NO_PICTURE, NO_PLAN],
  };

  app.put(
    '/:id/like',
    {
      onRequest: app.authenticate,
      schema: { ...common, operationId: 'likeImage', summary: 'Like a picture; again changes nothing' },
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
      schema: { ...common, operationId: 'unlikeImage', summary: 'Take a like back; again changes nothing' },
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
