import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { audit } from '../../../audit.js';
import { clearRefreshCookie, refreshTokenOf } from '../../../plugins/cookies.js';
import { endFamily } from '../../../refresh-tokens.js';

const logout: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/logout',
    {
      schema: {
        operationId: 'logOut',
        summary: 'End this log-in: its refresh cookies are worth nothing from now on',
        description: 'Access tokens that were given out go on until they expire, after at most 15 minutes.',
        tags: ['tokens'],
        security: [{ refresh: [] }, {}],
        response: { 204: Type.Null({ description: 'Logged out, also if nobody was logged in' }) },
      },
    },
    async (request, reply) => {
      const token = refreshTokenOf(request);
      const account = token && (await endFamily(app.db, token));
      if (account) audit(request, 'logout.one', { account });
      clearRefreshCookie(request, reply);
      return reply.code(204).send(null);
    },
  );
};

export default logout;
