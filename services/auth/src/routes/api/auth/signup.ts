import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Plan, ProblemSchema } from '@imagehub/common';
import { createAccount } from '../../../accounts.js';
import { Name, NewPassword } from '../../../credentials.js';
import { setRefreshCookie } from '../../../plugins/cookies.js';
import { beginFamily } from '../../../refresh-tokens.js';
import { Session, session } from '../../../session.js';

const Body = Type.Object({ name: Name, password: NewPassword, plan: Plan }, { additionalProperties: false });

const signup: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/signup',
    {
      schema: {
        summary: 'Make an account and log in',
        tags: ['accounts'],
        body: Body,
        response: { 201: Session, '4xx': ProblemSchema },
      },
    },
    async (request, reply) => {
      const user = await createAccount(app.db, request.body);
      setRefreshCookie(request, reply, await beginFamily(app.db, user.id));
      return reply.code(201).send(session(app, user));
    },
  );
};

export default signup;
