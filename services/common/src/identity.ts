import fastifyJwt from '@fastify/jwt';
import { type Static, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import type { KeySource } from './jwks.js';
import { Problem } from './problems.js';

/** Who may sign and for whom: `iss` and `aud` of every token. */
export const ISSUER = 'image-hub';
export const AUDIENCE = 'image-hub';

export const Plan = Type.Enum(['personal', 'team', 'enterprise'], {
  title: 'Plan',
  type: 'string',
  description: 'Subscription plan',
  examples: ['personal'],
});
export type Plan = Static<typeof Plan>;

const Role = Type.Enum(['user', 'admin'], { title: 'Role', type: 'string', examples: ['user'] });

export const User = Type.Object(
  {
    id: Type.String({ examples: ['019a8f3e-5f0b-7cc3-9d6f-1f2c3a4b5c6d'] }),
    name: Type.String({ examples: ['mary'] }),
    plan: Plan,
    role: Role,
  },
  { title: 'User', additionalProperties: false },
);
export type User = Static<typeof User>;

/** A token's own claims; it carries `iss`, `aud`, `iat` and `exp` beside them. */
export interface Claims {
  sub: string;
  name: string;
  plan: Plan;
  role: User['role'];
}

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: Claims;
    user: User;
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Hook for routes that need a user: 401 without a valid token. */
    authenticate: onRequestAsyncHookHandler;
    /** Hook for routes that serve anyone: without a token there is no user; a bad token is still a 401. */
    identify: onRequestAsyncHookHandler;
  }
}

export interface IdentityOptions {
  /** Where public keys come from. */
  keys: KeySource;
}

/**
 * Verifies bearer tokens (RFC 6750): RS256 only, issuer, audience and expiry checked, key chosen by `kid`. The sidecar
 * has verified the token already; an app trusts nobody for identity but the signature.
 */
export const identity = fp<IdentityOptions>(
  async (app, { keys }) => {
    await app.register(fastifyJwt, {
      secret: { public: async (_request: FastifyRequest, decoded: unknown) => publicKey(keys, decoded) },
      decode: { complete: true },
      verify: {
        algorithms: ['RS256'],
        allowedIss: ISSUER,
        allowedAud: AUDIENCE,
        requiredClaims: ['sub', 'exp'],
        // A signature checked once need not be checked again for each of a client's requests. The key is looked up and
        // the expiry compared every time all the same.
        cache: 1_000,
        cacheTTL: 60_000,
      },
      formatUser: (payload) => {
        const { sub, name, plan, role } = payload as Claims;
        return { id: sub, name, plan, role };
      },
    });

    const authenticate: onRequestAsyncHookHandler = async (request) => {
      if (!request.headers.authorization) throw unauthorized('A bearer token is needed: log in first.');
      try {
        await request.jwtVerify();
      } catch (error) {
        // A Problem says that keys cannot be had; everything else is about the token.
        throw error instanceof Problem ? error : unauthorized('The token is not valid, or no longer.', error);
      }
    };
    app.decorate('authenticate', authenticate);
    app.decorate('identify', async function (this: typeof app, request, reply) {
      if (request.headers.authorization) await authenticate.call(this, request, reply);
    } satisfies onRequestAsyncHookHandler);
  },
  { name: 'identity' },
);

/** The user of a request on a route with the hook `authenticate`. */
export function userOf(request: FastifyRequest): User {
  if (!request.user) throw unauthorized('A bearer token is needed: log in first.');
  return request.user;
}

async function publicKey(keys: KeySource, decoded: unknown): Promise<string> {
  const { header } = decoded as { header: { kid?: unknown } };
  const pem = typeof header.kid === 'string' ? await keys(header.kid) : undefined;
  if (!pem) throw new Error('unknown key');
  return pem;
}

function unauthorized(detail: string, cause?: unknown): Problem {
  const challenge = cause ? 'Bearer error="invalid_token"' : 'Bearer';
  return new Problem(401, detail, { headers: { 'www-authenticate': challenge }, cause });
}
