import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { userOf } from '@imagehub/common';
import { administratorsOnly } from '../../../../administrators.js';
import { audit } from '../../../../audit.js';
import { NO_ADMINISTRATOR } from '../../../../problems.js';
import { PublishedKey, published } from '../../../../published-key.js';

const publish: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/',
    {
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'publishKey',
        summary: 'Publish the key that is to sign next; it signs nothing yet',
        description: 'There is at most one such key. `npm run keys:rotate` does all steps of a rotation.',
        tags: ['keys'],
        security: [{ token: [] }],
        // 200: it was published before.
        response: { 200: PublishedKey, 201: PublishedKey },
        problems: [NO_ADMINISTRATOR],
      },
    },
    async (request, reply) => {
      const { key, made } = await app.keyring.publishNext();
      if (made) audit(request, 'key.published', { account: userOf(request).id, kid: key.kid });
      return reply.code(made ? 201 : 200).send(published(key));
    },
  );
};

export default publish;
