import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem, userOf } from '@imagehub/common';
import { administratorsOnly } from '../../../../administrators.js';
import { audit } from '../../../../audit.js';
import { KEY_IN_USE, NO_ADMINISTRATOR, NO_SUCH_KEY } from '../../../../problems.js';
import { Kid } from '../../../../published-key.js';

const Params = Type.Object({ kid: Kid }, { additionalProperties: false });

const withdraw: FastifyPluginAsyncTypebox = async (app) => {
  app.delete(
    '/:kid',
    {
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'withdrawKey',
        summary: 'Publish a key no longer that has signed nothing yet',
        tags: ['keys'],
        security: [{ token: [] }],
        params: Params,
        response: { 204: Type.Null({ description: 'It is withdrawn' }) },
        problems: [NO_ADMINISTRATOR, NO_SUCH_KEY, KEY_IN_USE],
      },
    },
    async (request, reply) => {
      const { kid } = request.params;
      const key = app.keyring.keys().find((candidate) => candidate.kid === kid);
      if (!key) throw new Problem(404, 'No key of this id is published.');
      if (key.state !== 'next') {
        throw new Problem(409, 'Only a key that has signed nothing can be withdrawn.', {
          kind: 'key-in-use',
        });
      }
      await app.keyring.withdraw(kid);
      audit(request, 'key.withdrawn', { account: userOf(request).id, kid });
      return reply.code(204).send(null);
    },
  );
};

export default withdraw;
