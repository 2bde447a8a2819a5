import type { FastifyPluginAsync } from 'fastify';
import { DIRECTIVES } from '../../plugins/security-headers.js';

/** The reference page styles its parts by attributes, for which there is no nonce. Scripts are as strict as elsewhere. */
const directives = { ...DIRECTIVES, styleSrcAttr: ["'unsafe-inline'"] };

const page: FastifyPluginAsync = async (app) => {
  app.get(
    '/',
    { schema: { hide: true }, helmet: { contentSecurityPolicy: { useDefaults: false, directives } } },
    async (_request, reply) => reply.sendReference(),
  );
};

export default page;
