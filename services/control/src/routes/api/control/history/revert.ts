import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem, userOf } from '@imagehub/common';
import { administratorsOnly } from '../../../../administrators.js';
import { auditWrite } from '../../../../audit.js';
import { findChange } from '../../../../history/find.js';
import { CHANGED_SINCE, NO_SUCH_CHANGE, NOTHING_BEFORE, WRITE_PROBLEMS } from '../../../../problems.js';
import { ifStill } from '../../../../rules/precondition.js';
import { ChangeParams, Note, Write } from '../../../../schemas.js';

const Body = Type.Object({ note: Type.Optional(Note) }, { additionalProperties: false });

const revert: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/:id/revert',
    {
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'revertRuleChange',
        summary: 'Take back a change: a new write of what was before it, with all checks',
        tags: ['history'],
        security: [{ token: [] }],
        params: ChangeParams,
        body: Body,
        response: { 200: Write, 202: Write },
        problems: [...WRITE_PROBLEMS, NO_SUCH_CHANGE, CHANGED_SINCE, NOTHING_BEFORE],
      },
    },
    async (request, reply) => {
      const change = await findChange(app.db, request.params.id);
      const { id, ruleSet, before, moduleBefore, after, moduleAfter } = change;
      if (before === null || moduleBefore === null) {
        throw new Problem(409, 'Nothing is known from before this change.', { kind: 'nothing-before' });
      }
      const left = { configuration: after, module: moduleAfter };
      const done = await auditWrite(request, ruleSet, () =>
        app.writer.write({
          ruleSet,
          rules: () => ({ configuration: before, module: moduleBefore }),
          permit: ifStill(left, { ruleSet, conforms: app.checks.conforms }),
          author: userOf(request),
          note: request.body.note,
          reverts: id,
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

export default revert;
