import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem } from '@imagehub/common';
import { audit } from '../../../audit.js';
import { AnyPassword } from '../../../credentials.js';
import { findByPassword } from '../../../password-check.js';
import { BAD_CREDENTIALS, BUSY, TOO_MANY_GUESSES } from '../../../problems.js';
import { logIn, Session } from '../../../session.js';

// No name has control characters, and PostgreSQL takes no text with a NUL.
const AnyName = Type.String({
  maxLength: 256,
  pattern: '^\\P{Cc}*$',
  description: 'text without control characters',
  examples: ['mary'],
});

const Body = Type.Object({ name: AnyName, password: AnyPassword }, { additionalProperties: false });

const login: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/login',
    {
      schema: {
        operationId: 'logIn',
        summary: 'Log in with name and password',
        description:
          'Wrong passwords are counted for each device and each address. Who has logged in with a device before, and sends its cookie, is not concerned by what others do.',
        tags: ['accounts'],
        body: Body,
        response: { 200: Session },
        problems: [BAD_CREDENTIALS, TOO_MANY_GUESSES, BUSY],
      },
    },
    async (request, reply) => {
      const user = await findByPassword(request, request.body);
      if (!user) {
        throw new Problem(401, 'Name or password is wrong.', {
          kind: 'bad-credentials',
          headers: { 'www-authenticate': 'Bearer' },
        });
      }
      audit(request, 'login.succeeded', { account: user.id });
      return logIn(request, reply, user);
    },
  );
};

export default login;
