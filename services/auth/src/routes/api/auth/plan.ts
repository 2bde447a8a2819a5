import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Plan, userOf } from '@imagehub/common';
import { changePlan } from '../../../accounts.js';
import { audit } from '../../../audit.js';
import { ACCOUNT_GONE } from '../../../problems.js';
import { Session, session } from '../../../session.js';

const Body = Type.Object({ plan: Plan }, { additionalProperties: false });

const plan: FastifyPluginAsyncTypebox = async (app) => {
  app.put(
    '/plan',
    {
      onRequest: app.authenticate,
      schema: {
        operationId: 'changePlan',
        summary: 'Change the plan, up or down; the new token carries it',
        tags: ['plans'],
        security: [{ token: [] }],
        body: Body,
        response: { 200: Session },
        problems: [ACCOUNT_GONE],
      },
    },
    async (request) => {
      const user = await changePlan(app.db, userOf(request).id, request.body.plan);
      audit(request, 'plan.changed', { account: user.id, plan: user.plan });
      return session(app, user);
    },
  );
};

export default plan;
