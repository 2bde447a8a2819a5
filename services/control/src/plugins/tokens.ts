import { identity, remoteJwks } from '@imagehub/common';
import fp from 'fastify-plugin';

/** Tokens are verified with the keys that auth publishes. */
export default fp(
  async (app) => {
    await app.register(identity, { keys: remoteJwks(app.environment.JWKS_URL) });
  },
  { name: 'tokens' },
);
