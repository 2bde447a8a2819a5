import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem, userOf } from '@imagehub/common';
import { findAccount } from '../../../accounts.js';
import { audit } from '../../../audit.js';
import { AnyPassword } from '../../../credentials.js';
import { requestDeletion } from '../../../deletions.js';
import { findByPassword } from '../../../password-check.js';
import { clearDeviceCookie, clearRefreshCookie } from '../../../plugins/cookies.js';
import {
  ACCOUNT_GONE,
  BUSY,
  LAST_ADMINISTRATOR,
  TOO_MANY_GUESSES,
  WRONG_PASSWORD,
} from '../../../problems.js';

const Body = Type.Object({ password: AnyPassword }, { additionalProperties: false });

const deleteMe: FastifyPluginAsyncTypebox = async (app) => {
  app.delete(
    '/me',
    {
      onRequest: app.authenticate,
      schema: {
        operationId: 'deleteAccount',
        summary: 'Delete the account and its pictures',
        description:
          'From now on nobody can log in to it. Its pictures go at once, or as soon as image-store can be reached. The name is free when nothing new can come of the tokens that were given out, about half an hour later.',
        tags: ['accounts'],
        security: [{ token: [] }],
        body: Body,
        response: { 204: Type.Null({ description: 'The account is gone, and its pictures go' }) },
        problems: [ACCOUNT_GONE, WRONG_PASSWORD, LAST_ADMINISTRATOR, TOO_MANY_GUESSES, BUSY],
      },
    },
    async (request, reply) => {
      const { name } = await findAccount(app.db, userOf(request).id);
      const { password } = request.body;
      const user = await findByPassword(request, { name, password });
      if (!user)
        throw new Problem(403, 'The password is wrong. Nothing was deleted.', { kind: 'wrong-password' });
      await requestDeletion(app.db, user);
      audit(request, 'account.deletion-requested', { account: user.id });
      app.wakeDeletions();
      clearRefreshCookie(request, reply);
      clearDeviceCookie(request, reply);
      return reply.code(204).send(null);
    },
  );
};

export default deleteMe;
