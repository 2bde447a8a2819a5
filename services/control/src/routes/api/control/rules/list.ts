import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { administratorsOnly } from '../../../../administrators.js';
import { NO_ADMINISTRATOR } from '../../../../problems.js';
import { describeRules, RuleSetSummary } from '../../../../rules/describe.js';
import { ruleSets } from '../../../../rules/rule-sets.js';

const Rules = Type.Object(
  { items: Type.Array(RuleSetSummary, { maxItems: ruleSets.length }) },
  { title: 'RuleSets', additionalProperties: false },
);

const list: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/',
    {
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'listRules',
        summary: 'The rule sets, and where each runs',
        tags: ['rules'],
        security: [{ token: [] }],
        response: { 200: Rules },
        problems: [NO_ADMINISTRATOR],
      },
    },
    async () => {
      const all = await Promise.all(ruleSets.map((ruleSet) => describeRules(app, ruleSet)));
      return { items: all.filter((rules) => rules !== undefined) };
    },
  );
};

export default list;
