import { Type } from '@fastify/type-provider-typebox';
import { User } from '@imagehub/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientOf } from './client.js';
import { remember } from './known-clients.js';
import { setDeviceCookie, setRefreshCookie } from './plugins/cookies.js';
import { beginFamily } from './refresh-tokens.js';

/** Life of an access token in seconds. */
export const TOKEN_LIFETIME = 15 * 60;

/** Answer of every route that gives a token. */
export const Session = Type.Object(
  {
    user: User,
    token: Type.String({
      description: 'Access token (JWT, RS256) to be sent as Authorization: Bearer',
      examples: ['eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJpbWFnZS1odWIifQ.c2lnbmF0dXJl'],
    }),
    tokenType: Type.Literal('Bearer'),
    expiresIn: Type.Integer({ description: 'Seconds', examples: [TOKEN_LIFETIME] }),
  },
  { title: 'Session', additionalProperties: false },
);

/** A new access token for a user, with the plan and role of now. */
export async function session(app: FastifyInstance, user: User) {
  const token = await app.signToken(user, TOKEN_LIFETIME);
  return { user, token, tokenType: 'Bearer' as const, expiresIn: TOKEN_LIFETIME };
}

/** Begins a log-in after its password was checked: sets the cookies and remembers from where it comes. */
export async function logIn(request: FastifyRequest, reply: FastifyReply, user: User) {
  const app = request.server;
  setRefreshCookie(request, reply, await beginFamily(app.db, user.id));
  setDeviceCookie(request, reply, await remember(app.db, user.id, clientOf(request)));
  return session(app, user);
}
