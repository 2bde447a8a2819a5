import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem, ProblemSchema, userOf } from '@imagehub/common';
import { findVisible } from '../../../images.js';
import { removeUnused } from '../../../storage/content.js';

const remove: FastifyPluginAsyncTypebox = async (app) => {
  app.delete(
    '/:id',
    {
      onRequest: app.authenticate,
      schema: {
        summary: 'Delete a picture of yours, with its bytes and renditions',
        tags: ['images'],
        security: [{ token: [] }],
        params: Type.Object({ id: Type.String() }),
        response: { 204: Type.Null(), '4xx': ProblemSchema, '5xx': ProblemSchema },
      },
    },
    async (request, reply) => {
      const user = userOf(request);
      const { id, ownerId, hash } = await findVisible(app.db, request.params.id, user);
      if (ownerId !== user.id) throw new Problem(403, 'Only its owner can delete a picture.');
      await app.db.image.deleteMany({ where: { id } });
      await removeUnused(app, hash);
      return reply.code(204).send(null);
    },
  );
};

export default remove;
