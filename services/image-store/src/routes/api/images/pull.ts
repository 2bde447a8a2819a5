import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { userOf } from '@imagehub/common';
import { Known, Picture, sendPicture } from '../../../answer.js';
import { findVisible, openOriginal } from '../../../images.js';
import { PULL_FORMATS } from '../../../imaging/formats.js';
import { originalOf } from '../../../item.js';
import { ImageId } from '../../../parameters.js';
import { COUNTED, PICTURES } from '../../../problems.js';
import { negotiate } from '../../../renditions/negotiation.js';
import { entityTag, FITS, MAX_SIDE, normalize, renditionKey } from '../../../renditions/parameters.js';
import { sizeOf } from '../../../renditions/size.js';

const Side = Type.Integer({
  minimum: 1,
  maximum: MAX_SIDE,
  description: 'Pixels; never enlarges',
  examples: [800],
});

const Query = Type.Object(
  {
    w: Type.Optional(Side),
    h: Type.Optional(Side),
    fit: Type.Optional(
      Type.Enum(FITS, { description: 'How the picture meets w and h when both are given; default inside' }),
    ),
    format: Type.Optional(Type.Enum(PULL_FORMATS, { description: 'Default: as stored' })),
    quality: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'Of lossy formats; png is lossless',
        examples: [80],
      }),
    ),
  },
  { additionalProperties: false },
);

const pull: FastifyPluginAsyncTypebox = async (app) => {
  const { NEGOTIATE } = app.environment;
  app.get(
    '/:id/pull',
    {
      onRequest: app.authenticate,
      schema: {
        operationId: 'pullImage',
        summary: 'Pull a picture in a size, format and quality; without parameters, the original bytes',
        tags: ['images'],
        security: [{ token: [] }],
        params: ImageId,
        querystring: Query,
        response: { 200: Picture, 304: Known },
        problems: [...COUNTED, ...PICTURES],
      },
    },
    async (request, reply) => {
      const image = await findVisible(app.db, request.params.id, userOf(request));
      const original = originalOf(image);
      const stored = original.format;
      const { query } = request;
      const negotiable = NEGOTIATE && query.format === undefined;
      if (negotiable) reply.header('vary', 'Accept, Authorization');
      const negotiated = negotiable
        ? negotiate(request.headers.accept, original, sizeOf(original, query))
        : stored;
      const rendition = normalize(query, stored, negotiated);
      return sendPicture(request, reply, {
        title: image.title,
        format: rendition?.format ?? stored,
        etag: rendition ? entityTag(renditionKey(image.hash, rendition)) : `"${image.hash}"`,
        // Kept by its owner only, and asked for each time: a pull is counted, and may have been deleted.
        cacheControl: 'private, no-cache',
        open: () => (rendition ? app.rendition(image, rendition) : openOriginal(app, image)),
      });
    },
  );
};

export default pull;
