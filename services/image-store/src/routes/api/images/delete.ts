import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { NO_PLAN, userOf } from '@imagehub/common';
import { findOwned } from '../../../images.js';
import { ImageId } from '../../../parameters.js';
import { NO_PICTURE, NOT_OWNER, STORAGE_AWAY } from '../../../problems.js';
import { removeUnused } from '../../../storage/content.js';

const remove: FastifyPluginAsyncTypebox = async (app) => {
  app.delete(
    '/:id',
    {
      onRequest: app.authenticate,
      schema: {
        operationId: 'deleteImage',
        summary: 'Delete a picture of yours, with its bytes and renditions',
        tags: ['images'],
        security: [{ token: [] }],
        params: ImageId,
        response: { 204: Type.Null() },
        problems: [NO_PICTURE, NOT_OWNER, NO_PLAN, STORAGE_AWAY],
      },
    },
    async (request, reply) => {
      const user = userOf(request);
      const { id, hash } = await findOwned(app.db, request.params.id, user);
      // While the storage is away, the picture stays rather than bytes without one.
      await app.originals.exists(hash);
      await app.db.image.deleteMany({ where: { id } });
      await removeUnused(app, hash);
      return reply.code(204).send(null);
    },
  );
};

export default remove;
