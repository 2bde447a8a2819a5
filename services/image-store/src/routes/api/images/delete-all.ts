import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { ProblemSchema, userOf } from '@imagehub/common';
import { removeAllOf } from '../../../storage/removal.js';

const removeAll: FastifyPluginAsyncTypebox = async (app) => {
  app.delete(
    '/',
    {
      onRequest: app.authenticate,
      schema: {
        summary: 'Delete all your pictures and likes',
        description: 'Can be repeated until it is answered with 204: what is deleted stays deleted.',
        tags: ['images'],
        security: [{ token: [] }],
        response: { 204: Type.Null(), '4xx': ProblemSchema, '5xx': ProblemSchema },
      },
    },
    async (request, reply) => {
      await removeAllOf(app, userOf(request));
      return reply.code(204).send(null);
    },
  );
};

export default removeAll;
