import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { ProblemSchema } from '@imagehub/common';
import { ImageItem, listImages, toItem } from '../../../images.js';

const Query = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 24 }),
    cursor: Type.Optional(Type.String({ maxLength: 100, description: 'nextCursor of the page before' })),
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        pattern: '^\\P{Cc}*$',
        description: 'words that title or tags contain, without control characters',
      }),
    ),
  },
  { additionalProperties: false },
);

const Page = Type.Object({
  items: Type.Array(ImageItem),
  nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'null at the end' }),
});

const list: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/',
    {
      onRequest: app.identify,
      schema: {
        summary: 'List public pictures and your own, newest first',
        tags: ['images'],
        security: [{}, { token: [] }],
        querystring: Query,
        response: { 200: Page, '4xx': ProblemSchema, '5xx': ProblemSchema },
      },
    },
    async (request, reply) => {
      const { items, nextCursor } = await listImages(app.db, request.user, request.query);
      reply.header('cache-control', 'private, no-cache');
      return { items: items.map(toItem), nextCursor };
    },
  );
};

export default list;
