import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { userOf } from '@imagehub/common';
import { audit } from '../../../audit.js';
import { forgetClientsOf } from '../../../known-clients.js';
import { clearDeviceCookie, clearRefreshCookie } from '../../../plugins/cookies.js';
import { endFamiliesOf } from '../../../refresh-tokens.js';

const logoutEverywhere: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/logout-everywhere',
    {
      onRequest: app.authenticate,
      schema: {
        operationId: 'logOutEverywhere',
        summary: 'End all log-ins of this account, this one too',
        description:
          'Access tokens that were given out go on until they expire, after at most 15 minutes. The devices and addresses that the account knew are forgotten.',
        tags: ['tokens'],
        security: [{ token: [] }],
        response: { 204: Type.Null({ description: 'Logged out everywhere' }) },
      },
    },
    async (request, reply) => {
      const { id } = userOf(request);
      await endFamiliesOf(app.db, id);
      await forgetClientsOf(app.db, id);
      audit(request, 'logout.everywhere', { account: id });
      clearRefreshCookie(request, reply);
      clearDeviceCookie(request, reply);
      return reply.code(204).send(null);
    },
  );
};

export default logoutEverywhere;
