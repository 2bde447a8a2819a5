import fp from 'fastify-plugin';

/**
 * What is answered depends on who asks, and on what was changed or deleted a moment ago. So nothing is kept but by the
 * client itself, which asks each time whether it still holds; that goes for "not found" too. Routes say where it may be
 * otherwise (RFC 9111, 5.2.2).
 */
export default fp(
  async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      if (!request.url.startsWith('/api/images')) return;
      reply.headers({ 'cache-control': 'private, no-cache', vary: 'Authorization' });
    });
  },
  { name: 'caching' },
);
