import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { ProblemSchema, userOf } from '@imagehub/common';
import { findOwned } from '../../../images.js';
import { ImageId } from '../../../parameters.js';
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
        params: ImageId,
        response: { 204: Type.Null(), '4xx': ProblemSchema, '5xx': ProblemSchema },
      },
    },
    async (request, reply) => {
      const user = userOf(request);
      const { id, hash } = await findOwned(app.db, request.params.id, user);
      await app.db.image.deleteMany({ where: { id } });
      await removeUnused(app, hash);
      return reply.code(204).send(null);
    },
  );
};

export default remove;
