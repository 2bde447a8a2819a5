import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { ProblemSchema } from '@imagehub/common';

const Plans = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      limit: Type.Integer({ description: 'Pulls in any window' }),
      window: Type.Integer({ description: 'Seconds' }),
    }),
  ),
});

const list: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/',
    {
      schema: {
        summary: 'The plans and their limits, as the data plane enforces them now',
        tags: ['plans'],
        response: { 200: Plans, '5xx': ProblemSchema },
      },
    },
    async () => ({ items: await app.plans() }),
  );
};

export default list;
