import { Type } from '@fastify/type-provider-typebox';
import { type Claims, User } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';

/** Life of an access token in seconds. */
const TOKEN_LIFETIME = 15 * 60;

/** Answer of every route that gives a token. */
export const Session = Type.Object(
  {
    user: User,
    token: Type.String({ description: 'Access token (JWT, RS256) to be sent as Authorization: Bearer' }),
    tokenType: Type.Literal('Bearer'),
    expiresIn: Type.Integer({ description: 'Seconds' }),
  },
  { title: 'Session' },
);

/** A new access token for a user, with the plan and role of now. */
export function session(app: FastifyInstance, user: User) {
  const { id: sub, name, plan, role } = user;
  const claims: Claims = { sub, name, plan, role };
  const token = app.jwt.sign(claims, { expiresIn: TOKEN_LIFETIME });
  return { user, token, tokenType: 'Bearer' as const, expiresIn: TOKEN_LIFETIME };
}
