import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { User, userOf } from '@imagehub/common';
import { findAccount } from '../../../accounts.js';
import { ACCOUNT_GONE } from '../../../problems.js';

const me: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/me',
    {
      onRequest: app.authenticate,
      schema: {
        operationId: 'getAccount',
        summary: 'The account of this token, as it is now',
        tags: ['accounts'],
        security: [{ token: [] }],
        response: { 200: User },
        problems: [ACCOUNT_GONE],
      },
    },
    async (request) => findAccount(app.db, userOf(request).id),
  );
};

export default me;
