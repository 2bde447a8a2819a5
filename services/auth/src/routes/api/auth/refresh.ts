import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Problem, ProblemSchema } from '@imagehub/common';
import { findAccount } from '../../../accounts.js';
import { clearRefreshCookie, refreshTokenOf, setRefreshCookie } from '../../../plugins/cookies.js';
import { rotate } from '../../../refresh-tokens.js';
import { Session, session } from '../../../session.js';

const refresh: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/refresh',
    {
      schema: {
        summary: 'Exchange the refresh cookie for a new access token and a new cookie',
        tags: ['tokens'],
        response: { 200: Session, '4xx': ProblemSchema },
      },
    },
    async (request, reply) => {
      const token = refreshTokenOf(request);
      const rotated = token ? await rotate(app.db, token) : undefined;
      const user = rotated && (await findAccount(app.db, rotated.accountId));
      if (!user) {
        clearRefreshCookie(request, reply);
        throw new Problem(401, 'This log-in has ended. Log in again.', { kind: 'logged-out' });
      }
      setRefreshCookie(request, reply, rotated);
      return session(app, user);
    },
  );
};

export default refresh;
