import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Problem, ProblemSchema, User, userOf } from '@imagehub/common';
import { findAccount } from '../../../accounts.js';

const me: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/me',
    {
      onRequest: app.authenticate,
      schema: {
        summary: 'The account of this token, as it is now',
        tags: ['accounts'],
        security: [{ token: [] }],
        response: { 200: User, '4xx': ProblemSchema },
      },
    },
    async (request) => {
      const user = await findAccount(app.db, userOf(request).id);
      if (!user) throw new Problem(401, 'This account is gone.', { kind: 'logged-out' });
      return user;
    },
  );
};

export default me;
