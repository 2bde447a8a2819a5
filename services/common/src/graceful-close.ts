import fp from 'fastify-plugin';

/**
 * Lets a service end as soon as it has answered what is under way. Node closes the connections that are idle when a
 * server closes, but not those that become so later, and clients in the mesh keep theirs for an hour.
 */
export const gracefulClose = fp(
  async (app) => {
    let isClosing = false;
    app.addHook('preClose', async () => {
      isClosing = true;
    });
    app.addHook('onSend', async (_request, reply) => {
      // So that a client sends its next request elsewhere, instead of into a connection that ends (RFC 9112, 9.6).
      if (isClosing) reply.header('connection', 'close');
    });
    // The headers of a long answer may have gone out before.
    app.addHook('onResponse', async () => {
      if (isClosing) setImmediate(() => app.server.closeIdleConnections());
    });
  },
  { name: 'graceful-close' },
);
