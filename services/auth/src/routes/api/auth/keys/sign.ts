import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem, userOf } from '@imagehub/common';
import { administratorsOnly } from '../../../../administrators.js';
import { audit } from '../../../../audit.js';
import { kidsInMesh } from '../../../../mesh-keys.js';
import {
  CONSUL_UNAVAILABLE,
  KEY_NOT_IN_MESH,
  KEY_RETIRING,
  KEY_TOO_NEW,
  NO_ADMINISTRATOR,
  NO_SUCH_KEY,
} from '../../../../problems.js';
import { Kid, PUBLISHED_AHEAD, PublishedKey, published } from '../../../../published-key.js';

const Body = Type.Object({ kid: Kid }, { additionalProperties: false });

const sign: FastifyPluginAsyncTypebox = async (app) => {
  app.put(
    '/signing',
    {
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'signWithKey',
        summary: 'Sign tokens with the next key from now on',
        description:
          'Refused until every verifier knows the key. The key before stays published until its last token has expired, so nobody is logged out.',
        tags: ['keys'],
        security: [{ token: [] }],
        body: Body,
        response: { 200: PublishedKey },
        problems: [
          NO_ADMINISTRATOR,
          NO_SUCH_KEY,
          KEY_RETIRING,
          KEY_TOO_NEW,
          KEY_NOT_IN_MESH,
          CONSUL_UNAVAILABLE,
        ],
      },
    },
    async (request) => {
      const { kid } = request.body;
      const key = app.keyring.keys().find((candidate) => candidate.kid === kid);
      if (!key) throw new Problem(404, 'No key of this id is published.');
      if (key.state === 'signing') return published(key);
      if (key.state === 'retiring') {
        throw new Problem(409, 'This key has been replaced. Publish a new one.', { kind: 'key-retiring' });
      }
      refuseTooNew(key.publishedAt);
      if (!(await kidsInMesh(app.environment.CONSUL_HTTP_ADDR)).includes(kid)) {
        throw new Problem(
          409,
          "Consul's jwt-provider does not hold this key yet: apply the config entries first.",
          { kind: 'key-not-in-mesh' },
        );
      }
      const promoted = await app.keyring.promote(kid);
      audit(request, 'key.signing', { account: userOf(request).id, kid });
      return published(promoted);
    },
  );
};

/** Whoever fetched the set just before the key was published must have had reason to fetch it again. */
function refuseTooNew(publishedAt: Date): void {
  const retryAfter = Math.ceil(PUBLISHED_AHEAD - (Date.now() - publishedAt.getTime()) / 1000);
  if (retryAfter <= 0) return;
  throw new Problem(
    409,
    `This key was published a moment ago, and some may not have fetched it yet. Try again in ${retryAfter} s.`,
    { kind: 'key-too-new', retryAfter },
  );
}

export default sign;
