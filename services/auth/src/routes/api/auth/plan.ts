import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Plan, Problem, ProblemSchema, userOf } from '@imagehub/common';
import { changePlan } from '../../../accounts.js';
import { Session, session } from '../../../session.js';

const Body = Type.Object({ plan: Plan }, { additionalProperties: false });

const plan: FastifyPluginAsyncTypebox = async (app) => {
  app.put(
    '/plan',
    {
      onRequest: app.authenticate,
      schema: {
        summary: 'Change the plan; the new token carries it',
        tags: ['plans'],
        security: [{ token: [] }],
        body: Body,
        response: { 200: Session, '4xx': ProblemSchema },
      },
    },
    async (request) => {
      const user = await changePlan(app.db, userOf(request).id, request.body.plan);
      if (!user) throw new Problem(401, 'This account is gone.', { kind: 'logged-out' });
      return session(app, user);
    },
  );
};

export default plan;
