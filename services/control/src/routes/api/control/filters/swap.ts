import path from 'node:path';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { userOf } from '@imagehub/common';
import { administratorsOnly } from '../../../../administrators.js';
import { auditWrite } from '../../../../audit.js';
import { RULES_CHANGED, VERSION_REQUIRED, WRITE_PROBLEMS } from '../../../../problems.js';
import { unknownModule } from '../../../../rules/check.js';
import { readIfMatch } from '../../../../rules/entity-tag.js';
import { ifMatch } from '../../../../rules/precondition.js';
import { RULE_SETS, ruleSets } from '../../../../rules/rule-sets.js';
import { IfMatch, Note, Write } from '../../../../schemas.js';

const filters = ruleSets.map((ruleSet) => RULE_SETS[ruleSet].filter);

const Params = Type.Object({ filter: Type.Enum(filters, { type: 'string', examples: ['plan-limiter'] }) });

const Body = Type.Object(
  {
    module: Type.String({
      maxLength: 200,
      description: 'File of one of its versions',
      examples: ['plan-limiter-70b6683ca11b.wasm'],
    }),
    note: Type.Optional(Note),
  },
  { additionalProperties: false },
);

const swap: FastifyPluginAsyncTypebox = async (app) => {
  app.put(
    '/:filter/module',
    {
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'swapFilter',
        summary: 'Let the sidecars run another version of a filter, with the configuration it has',
        description:
          'The version itself is asked first whether it takes the configuration. Counts and leases are kept.',
        tags: ['filters'],
        security: [{ token: [] }],
        params: Params,
        headers: IfMatch,
        body: Body,
        response: { 200: Write, 202: Write },
        problems: [...WRITE_PROBLEMS, RULES_CHANGED, VERSION_REQUIRED],
      },
    },
    async (request, reply) => {
      const { filter } = request.params;
      const { module: file, note } = request.body;
      const expected = readIfMatch(request.headers['if-match']);
      const versions = await app.modules.list(filter);
      if (!versions.some((version) => version.file === file)) throw unknownModule(file);
      const ruleSet = ruleSets.find((name) => RULE_SETS[name].filter === filter) as (typeof ruleSets)[number];
      const { changes: history, checks } = app;
      const done = await auditWrite(request, ruleSet, () =>
        app.writer.write({
          ruleSet,
          // Where the sidecars have the version of now, they have the others too.
          rules: ({ configuration, module }) => ({
            configuration,
            module: path.join(path.dirname(module), file),
          }),
          permit: ifMatch(expected, { ruleSet, history, conforms: checks.conforms }),
          author: userOf(request),
          note,
          force: false,
        }),
      );
      return reply
        .code(done.outcome === 'partial' ? 202 : 200)
        .header('etag', done.etag)
        .send(done);
    },
  );
};

export default swap;
