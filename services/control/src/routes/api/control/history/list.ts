import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { administratorsOnly } from '../../../../administrators.js';
import { ChangeSummary, toSummary } from '../../../../history/change.js';
import { NO_ADMINISTRATOR } from '../../../../problems.js';
import { RuleSetName } from '../../../../schemas.js';

const Query = Type.Object(
  {
    ruleSet: Type.Optional(RuleSetName),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    cursor: Type.Optional(
      Type.String({
        format: 'uuid',
        description: 'nextCursor of the page before',
        examples: ['019a8f3e-5f0b-7cc3-9d6f-1f2c3a4b5c6d'],
      }),
    ),
  },
  { additionalProperties: false },
);

const Page = Type.Object(
  {
    items: Type.Array(ChangeSummary, { maxItems: 100 }),
    nextCursor: Type.Union([Type.String(), Type.Null()], {
      description: 'null at the end',
      examples: ['019a8f3e-5f0b-7cc3-9d6f-1f2c3a4b5c6d'],
    }),
  },
  { title: 'RuleChangePage', additionalProperties: false },
);

const list: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/',
    {
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'listRuleChanges',
        summary: 'Who changed which rules, when and why; newest first',
        tags: ['history'],
        security: [{ token: [] }],
        querystring: Query,
        response: { 200: Page },
        problems: [NO_ADMINISTRATOR],
      },
    },
    async ({ query: { ruleSet, limit, cursor } }) => {
      // A change's id holds its time (RFC 9562, 5.7), so it is its own cursor.
      const rows = await app.db.change.findMany({
        where: { ...(ruleSet && { ruleSet }), ...(cursor && { id: { lt: cursor } }) },
        omit: { before: true, after: true },
        orderBy: { id: 'desc' },
        take: limit + 1,
      });
      const items = rows.slice(0, limit).map(toSummary);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  );
};

export default list;
