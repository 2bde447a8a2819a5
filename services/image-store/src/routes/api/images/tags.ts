import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { MOST_TAGS } from '../../../plugins/tags.js';

const Query = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: MOST_TAGS, default: 30 }) },
  { additionalProperties: false },
);

const Tags = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        { tag: Type.String(), count: Type.Integer({ minimum: 1, description: 'Public pictures with it' }) },
        { additionalProperties: false },
      ),
      { maxItems: MOST_TAGS },
    ),
  },
  {
    title: 'TagCounts',
    additionalProperties: false,
    examples: [
      {
        items: [
          { tag: 'landscape', count: 9 },
          { tag: 'dawn', count: 4 },
        ],
      },
    ],
  },
);

const tags: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/tags',
    {
      schema: {
        operationId: 'listTags',
        summary: 'The tags that most public pictures have',
        tags: ['images'],
        security: [{}],
        querystring: Query,
        response: { 200: Tags },
      },
    },
    async (request) => ({ items: await app.tags(request.query.limit) }),
  );
};

export default tags;
