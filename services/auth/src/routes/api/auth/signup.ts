import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Plan } from '@imagehub/common';
import { createAccount } from '../../../accounts.js';
import { audit } from '../../../audit.js';
import { Name, NewPassword } from '../../../credentials.js';
import { BUSY, NAME_TAKEN } from '../../../problems.js';
import { logIn, Session } from '../../../session.js';

const Body = Type.Object({ name: Name, password: NewPassword, plan: Plan }, { additionalProperties: false });

const signup: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/signup',
    {
      schema: {
        operationId: 'signUp',
        summary: 'Make an account and log in',
        tags: ['accounts'],
        body: Body,
        response: { 201: Session },
        problems: [NAME_TAKEN, BUSY],
      },
    },
    async (request, reply) => {
      const { name, password, plan } = request.body;
      const user = await app.passwords.attend(async () => {
        const passwordHash = await app.passwords.hash(password);
        return createAccount(app.db, { name, passwordHash, plan });
      });
      audit(request, 'account.created', { account: user.id, plan });
      return reply.code(201).send(await logIn(request, reply, user));
    },
  );
};

export default signup;
