import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { PUBLISHED_AHEAD } from '../../../published-key.js';

const Jwks = Type.Object(
  {
    keys: Type.Array(
      Type.Object(
        {
          kid: Type.String({
            description: 'Thumbprint of the key (RFC 7638)',
            examples: ['NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'],
          }),
          kty: Type.Literal('RSA'),
          alg: Type.Literal('RS256'),
          use: Type.Literal('sig'),
          n: Type.String({ description: 'Modulus, base64url', examples: ['0vx7agoebGcQSuuPiLJXZpt'] }),
          e: Type.String({ description: 'Exponent, base64url', examples: ['AQAB'] }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 100 },
    ),
  },
  { title: 'JsonWebKeySet', additionalProperties: false },
);

const jwks: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/.well-known/jwks.json',
    {
      schema: {
        operationId: 'getKeySet',
        summary: 'Public keys that tokens are signed with (RFC 7517)',
        tags: ['tokens'],
        response: { 200: Jwks },
      },
    },
    async (_request, reply) =>
      reply.header('cache-control', `public, max-age=${PUBLISHED_AHEAD}`).send(app.keyring.jwks()),
  );
};

export default jwks;
