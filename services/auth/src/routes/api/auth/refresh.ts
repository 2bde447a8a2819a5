import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem } from '@imagehub/common';
import { findAccount } from '../../../accounts.js';
import { audit } from '../../../audit.js';
import { clearRefreshCookie, refreshTokenOf, setRefreshCookie } from '../../../plugins/cookies.js';
import { LOGGED_OUT } from '../../../problems.js';
import { rotate } from '../../../refresh-tokens.js';
import { Session, session } from '../../../session.js';

const refresh: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/refresh',
    {
      schema: {
        operationId: 'refresh',
        summary: 'Exchange the refresh cookie for a new access token and a new cookie',
        description:
          'Each cookie is good for one use. A second one means that somebody has copied it, and ends the whole log-in.',
        tags: ['tokens'],
        security: [{ refresh: [] }, {}],
        response: {
          200: Session,
          204: Type.Null({ description: 'There is no cookie: nobody is logged in here' }),
        },
        problems: [LOGGED_OUT],
      },
    },
    async (request, reply) => {
      const token = refreshTokenOf(request);
      // Any page asks this of any visitor: to have no log-in is no error.
      if (token === undefined) return reply.code(204).send(null);

      const rotation = await rotate(app.db, token);
      if (rotation.outcome !== 'rotated') {
        if (rotation.outcome === 'reused') audit(request, 'refresh.reused', { account: rotation.accountId });
        clearRefreshCookie(request, reply);
        throw new Problem(401, 'This log-in has ended. Log in again.', {
          kind: 'logged-out',
          headers: { 'www-authenticate': 'Bearer' },
        });
      }
      const user = await findAccount(app.db, rotation.accountId);
      setRefreshCookie(request, reply, rotation.refresh);
      return session(app, user);
    },
  );
};

export default refresh;
