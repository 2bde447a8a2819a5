import { basename } from 'node:path';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { administratorsOnly } from '../../../../administrators.js';
import { NO_ADMINISTRATOR } from '../../../../problems.js';
import { describeRules } from '../../../../rules/describe.js';
import { RULE_SETS, ruleSets } from '../../../../rules/rule-sets.js';
import { RuleSetName, SidecarStateSchema } from '../../../../schemas.js';

const Version = Type.Object(
  {
    file: Type.String({ examples: ['plan-limiter-70b6683ca11b.wasm'] }),
    sha256: Type.String({ examples: ['70b6683ca11b8a1f3c…'] }),
    bytes: Type.Integer({ minimum: 0, examples: [23_511] }),
    builtAt: Type.String({ format: 'date-time', examples: ['2026-03-02T09:30:00.000Z'] }),
  },
  { title: 'FilterVersion', additionalProperties: false },
);

const Filter = Type.Object(
  {
    filter: Type.String({ examples: ['plan-limiter'] }),
    ruleSet: RuleSetName,
    module: Type.Union([Type.String(), Type.Null()], {
      description: 'The version that Consul holds; null where it holds none',
      examples: ['plan-limiter-70b6683ca11b.wasm'],
    }),
    etag: Type.Union([Type.String(), Type.Null()], { description: 'For If-Match', examples: ['"812"'] }),
    stale: Type.Boolean({
      description: 'Whether Consul cannot be asked, so that this is what it last held',
      examples: [false],
    }),
    versions: Type.Array(Version, { description: 'All that there are, the newest first', maxItems: 10_000 }),
    sidecars: Type.Array(SidecarStateSchema, { maxItems: 10_000 }),
  },
  { title: 'Filter', additionalProperties: false },
);

const Filters = Type.Object(
  { items: Type.Array(Filter, { maxItems: ruleSets.length }) },
  { title: 'Filters', additionalProperties: false },
);

const list: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/',
    {
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'listFilters',
        summary: 'The filters, their compiled versions, and which one each sidecar runs',
        tags: ['filters'],
        security: [{ token: [] }],
        response: { 200: Filters },
        problems: [NO_ADMINISTRATOR],
      },
    },
    async () => ({
      items: await Promise.all(
        ruleSets.map(async (ruleSet) => {
          const { filter } = RULE_SETS[ruleSet];
          const rules = await describeRules(app, ruleSet);
          const modules = await app.modules.list(filter);
          return {
            filter,
            ruleSet,
            module: rules ? basename(rules.module) : null,
            etag: rules?.etag ?? null,
            stale: rules?.stale ?? false,
            versions: modules.map((module) => ({ ...module, builtAt: module.builtAt.toISOString() })),
            sidecars: rules?.sidecars ?? [],
          };
        }),
      ),
    }),
  );
};

export default list;
