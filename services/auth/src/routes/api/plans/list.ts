import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { PLANS_UNKNOWN } from '../../../problems.js';

const Plans = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          name: Type.String({ examples: ['personal'] }),
          limit: Type.Integer({ minimum: 0, description: 'Pulls in any window', examples: [10] }),
          window: Type.Integer({ minimum: 1, description: 'Seconds', examples: [60] }),
        },
        { title: 'PlanLimit', additionalProperties: false },
      ),
      { maxItems: 1000 },
    ),
  },
  { title: 'Plans', additionalProperties: false },
);

const list: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listPlans',
        summary: 'The plans and their limits, as the data plane enforces them now',
        tags: ['plans'],
        response: { 200: Plans },
        problems: [PLANS_UNKNOWN],
      },
    },
    async () => ({ items: await app.plans() }),
  );
};

export default list;
