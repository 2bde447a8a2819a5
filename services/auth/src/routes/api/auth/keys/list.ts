import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { administratorsOnly } from '../../../../administrators.js';
import { NO_ADMINISTRATOR } from '../../../../problems.js';
import { PublishedKey, published } from '../../../../published-key.js';

const Keys = Type.Object(
  { items: Type.Array(PublishedKey, { maxItems: 100 }) },
  { title: 'Keys', additionalProperties: false },
);

const list: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/',
    {
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'listKeys',
        summary: 'The keys that are published, and what each is there for',
        tags: ['keys'],
        security: [{ token: [] }],
        response: { 200: Keys },
        problems: [NO_ADMINISTRATOR],
      },
    },
    async () => ({ items: app.keyring.keys().map(published) }),
  );
};

export default list;
