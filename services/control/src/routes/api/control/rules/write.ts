import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { userOf } from '@imagehub/common';
import { administratorsOnly } from '../../../../administrators.js';
import { auditWrite } from '../../../../audit.js';
import { RULES_CHANGED, VERSION_REQUIRED, WRITE_PROBLEMS } from '../../../../problems.js';
import { writeText } from '../../../../rules/configuration-text.js';
import { readIfMatch } from '../../../../rules/entity-tag.js';
import { ifMatch } from '../../../../rules/precondition.js';
import { IfMatch, Note, RuleSetParams, Write } from '../../../../schemas.js';

/** What the filters take. */
const LARGEST = 1024 * 1024;

const Query = Type.Object(
  {
    note: Type.Optional(Note),
    force: Type.Boolean({
      default: false,
      description:
        'Write also what the check refuses. A sidecar that refuses it too has the rules of before written again',
    }),
  },
  { additionalProperties: false },
);

const write: FastifyPluginAsyncTypebox = async (app) => {
  app.put(
    '/:ruleSet',
    {
      bodyLimit: LARGEST,
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'writeRules',
        summary: 'Replace the configuration of a filter, and wait until all sidecars run it',
        description:
          'The filter itself is asked first, so nothing is written that it refuses. Answered when every sidecar runs the ' +
          'new rules; where one refuses them, those of before are written again. 202: Consul has them, and not every ' +
          'sidecar has said in time that it runs them.',
        tags: ['rules'],
        security: [{ token: [] }],
        params: RuleSetParams,
        querystring: Query,
        headers: IfMatch,
        body: Type.Unknown({
          description: 'The configuration of the filter, whole: see its JSON Schema',
          examples: [
            {
              plans: { team: { limit: 250, window: 60 } },
              guard: [{ method: 'GET', path: '/api/images/*/pull' }],
            },
          ],
        }),
        response: { 200: Write, 202: Write },
        problems: [...WRITE_PROBLEMS, RULES_CHANGED, VERSION_REQUIRED],
      },
    },
    async (request, reply) => {
      const { ruleSet } = request.params;
      const { note, force } = request.query;
      const expected = readIfMatch(request.headers['if-match']);
      const configuration = writeText(request.body);
      const { changes: history, checks } = app;
      const done = await auditWrite(request, ruleSet, () =>
        app.writer.write({
          ruleSet,
          rules: ({ module }) => ({ configuration, module }),
          permit: ifMatch(expected, { ruleSet, history, conforms: checks.conforms }),
          author: userOf(request),
          note,
          force,
        }),
      );
      return reply
        .code(done.outcome === 'partial' ? 202 : 200)
        .header('etag', done.etag)
        .send(done);
    },
  );
};

export default write;
