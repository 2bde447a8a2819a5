import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';

import { ImageItem, toItem } from '../../../item.js';
import { SORTS } from '../../../listing/cursor.js';
import { listImages } from '../../../listing/list.js';
import { normalizeTag } from '../../../upload/fields.js';

const Query = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 24 }),
    cursor: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'nextCursor of the page before, with the same sort',
        examples: ['AZLwwS86fE2OXwEjRWeJqw'],
      }),
    ),
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        pattern: '^\\P{Cc}*$',
        description:
          'words of title, tags or alt, "a phrase", or, -without; no control characters. The last word may be begun',
        examples: ['dawn -fog'],
      }),
    ),
    tag: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 40,
        pattern: '^\\P{Cc}*$',
        description: 'a tag, without control characters',
        examples: ['landscape'],
      }),
    ),
    owner: Type.Optional(
      Type.String({
        format: 'uuid',
        description: 'Id of the user whose pictures are meant',
        examples: ['0192f0c0-11aa-7b1e-9c55-0123456789ab'],
      }),
    ),
    sort: Type.Enum(SORTS, { default: 'newest', description: 'Newest first, or most liked first' }),
  },
  { additionalProperties: false },
);

const Page = Type.Object(
  {
    items: Type.Array(ImageItem, { maxItems: 100 }),
    nextCursor: Type.Union([Type.String(), Type.Null()], {
      description: 'null at the end',
      examples: ['AZLwwS86fE2OXwEjRWeJqw'],
    }),
  },
  { title: 'ImagePage', additionalProperties: false },
);

const list: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/',
    {
      onRequest: app.identify,
      schema: {
        operationId: 'listImages',
        summary: 'List public pictures and your own',
        tags: ['images'],
        security: [{}, { token: [] }],
        querystring: Query,
        response: { 200: Page },
      },
    },
    async (request) => {
      const { tag, ...query } = request.query;
      const { items, nextCursor } = await listImages(app.db, request.user, {
        ...query,
        ...(tag !== undefined && { tag: normalizeTag(tag) }),
      });
      return { items: items.map((image) => toItem(image, image.liked)), nextCursor };
    },
  );
};

export default list;
