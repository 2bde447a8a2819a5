import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { administratorsOnly } from '../../../../administrators.js';
import { ChangeDetails, toDetails } from '../../../../history/change.js';
import { findChange } from '../../../../history/find.js';
import { NO_ADMINISTRATOR, NO_SUCH_CHANGE } from '../../../../problems.js';
import { ChangeParams } from '../../../../schemas.js';

const read: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/:id',
    {
      onRequest: [app.authenticate, administratorsOnly],
      schema: {
        operationId: 'readRuleChange',
        summary: 'One change, with the rules before it and after it',
        tags: ['history'],
        security: [{ token: [] }],
        params: ChangeParams,
        response: { 200: ChangeDetails },
        problems: [NO_ADMINISTRATOR, NO_SUCH_CHANGE],
      },
    },
    async ({ params: { id } }) => toDetails(await findChange(app.db, id), app.checks.conforms),
  );
};

export default read;
