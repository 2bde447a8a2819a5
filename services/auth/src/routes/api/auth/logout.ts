import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { clearRefreshCookie, refreshTokenOf } from '../../../plugins/cookies.js';
import { endFamily } from '../../../refresh-tokens.js';

const logout: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/logout',
    {
      schema: {
        summary: 'End this log-in: its refresh tokens are worth nothing from now on',
        tags: ['tokens'],
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const token = refreshTokenOf(request);
      if (token) await endFamily(app.db, token);
      clearRefreshCookie(request, reply);
      return reply.code(204).send(null);
    },
  );
};

export default logout;
