import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { NO_PLAN, userOf } from '@imagehub/common';
import { STORAGE_AWAY } from '../../../problems.js';
import { removeAllOf } from '../../../storage/removal.js';

const removeAll: FastifyPluginAsyncTypebox = async (app) => {
  app.delete(
    '/',
    {
      onRequest: app.authenticate,
      schema: {
        operationId: 'deleteAllImages',
        summary: 'Delete all your pictures and likes',
        description: 'Can be repeated until it is answered with 204: what is deleted stays deleted.',
        tags: ['images'],
        security: [{ token: [] }],
        response: { 204: Type.Null() },
        problems: [NO_PLAN, STORAGE_AWAY],
      },
    },
    async (request, reply) => {
      await removeAllOf(app, userOf(request));
      return reply.code(204).send(null);
    },
  );
};

export default removeAll;
