import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';

const jwks: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/.well-known/jwks.json',
    { schema: { summary: 'Public keys that tokens are signed with (RFC 7517)', tags: ['tokens'] } },
    async (_request, reply) => reply.header('cache-control', 'public, max-age=60').send(app.jwks),
  );
};

export default jwks;
