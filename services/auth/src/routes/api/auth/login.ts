import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem, ProblemSchema } from '@imagehub/common';
import { findByPassword } from '../../../accounts.js';
import { setRefreshCookie } from '../../../plugins/cookies.js';
import { beginFamily } from '../../../refresh-tokens.js';
import { Session, session } from '../../../session.js';

// No name has control characters, and PostgreSQL takes no text with a NUL.
const AnyName = Type.String({
  maxLength: 256,
  pattern: '^\\P{Cc}*$',
  description: 'text without control characters',
});

const Body = Type.Object(
  { name: AnyName, password: Type.String({ maxLength: 256 }) },
  { additionalProperties: false },
);

const login: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/login',
    {
      schema: {
        summary: 'Log in with name and password',
        tags: ['accounts'],
        body: Body,
        response: { 200: Session, '4xx': ProblemSchema },
      },
    },
    async (request, reply) => {
      const { name, password } = request.body;
      const user = await findByPassword(app.db, name, password);
      if (!user) throw new Problem(401, 'Name or password is wrong.', { kind: 'bad-credentials' });
      setRefreshCookie(request, reply, await beginFamily(app.db, user.id));
      return session(app, user);
    },
  );
};

export default login;
