import type { FastifyPluginAsync } from 'fastify';

/** All other addresses: people get the page, which says so in its own words; programs get a problem. */
const notFound: FastifyPluginAsync = async (app) => {
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const isPerson = request.type(['json', 'html']) === 'html';
    if (!isPerson || request.url.startsWith('/api/')) return reply.callNotFound();
    return reply.code(404).sendPage();
  });
};

export default notFound;
