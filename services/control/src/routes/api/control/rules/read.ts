import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { administratorsOnly } from '../../../../administrators.js';
import { NO_ADMINISTRATOR, NO_RULES } from '../../../../problems.js';
import { describeRules, RuleSetDetails } from '../../../../rules/describe.js';
import { noRules } from '../../../../rules/writer.js';
import { RuleSetParams } from '../../../../schemas.js';

const read: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/:ruleSet',
    {
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'readRules',
        summary: 'A rule set with its configuration; the ETag is its version',
        tags: ['rules'],
        security: [{ token: [] }],
        params: RuleSetParams,
        response: { 200: RuleSetDetails },
        problems: [NO_ADMINISTRATOR, NO_RULES],
      },
    },
    async ({ params: { ruleSet } }, reply) => {
      const rules = await describeRules(app, ruleSet);
      if (!rules) throw noRules(ruleSet);
      return reply.header('etag', rules.etag).header('cache-control', 'no-store').send(rules);
    },
  );
};

export default read;
