import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Problem, ProblemSchema } from '@imagehub/common';
import { LeaseAnswer, LeaseCall } from '../../protocol.js';
import { StoreUnavailable } from '../../stores/store.js';

const leases: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/leases',
    {
      // Two lines for each call would cost more than the call.
      logLevel: app.log.level === 'silent' ? 'silent' : 'warn',
      schema: {
        summary: 'Take back and grant leases on plans',
        tags: ['leases'],
        body: LeaseCall,
        response: { 200: LeaseAnswer, '4xx': ProblemSchema, 503: ProblemSchema },
      },
    },
    async ({ body }) => {
      if (!body.leases?.length && !body.closed?.length) throw nothingAsked();
      try {
        return { leases: await app.store.call(body) };
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        throw new Problem(503, 'The ledger cannot be read or written right now. Nothing was granted.', {
          kind: 'ledger-unavailable',
          retryAfter: 1,
          cause: error,
        });
      }
    },
  );
};

function nothingAsked(): Problem {
  const message = 'must hold a lease, or closed must';
  return new Problem(400, `body.leases ${message}`, {
    kind: 'invalid-request',
    errors: [{ field: 'body.leases', message }],
  });
}

export default leases;
