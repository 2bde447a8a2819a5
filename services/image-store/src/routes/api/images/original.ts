import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { userOf } from '@imagehub/common';
import { Known, Picture, sendPicture } from '../../../answer.js';
import { findVisible, openOriginal } from '../../../images.js';
import { originalOf } from '../../../item.js';
import { ImageId } from '../../../parameters.js';
import { COUNTED, NOTHING_THERE, PICTURES } from '../../../problems.js';

const text = Type.String();

const Whole = { ...Picture, headers: { ...Picture.headers, 'Accept-Ranges': text, 'Repr-Digest': text } };

const Part = {
  ...Whole,
  description: 'The part that the header Range asks for',
  headers: { ...Whole.headers, 'Content-Range': text },
};

const original: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/:id/original',
    {
      onRequest: app.authenticate,
      schema: {
        operationId: 'readOriginal',
        summary:
          'The picture as it is stored: every pixel as uploaded, without metadata; in parts if asked for',
        tags: ['images'],
        security: [{ token: [] }],
        params: ImageId,
        response: { 200: Whole, 206: Part, 304: Known },
        problems: [...COUNTED, ...PICTURES, NOTHING_THERE],
      },
    },
    async (request, reply) => {
      const image = await findVisible(app.db, request.params.id, userOf(request));
      // Of the whole, also when a part is answered (RFC 9530, 3).
      reply.header('repr-digest', `sha-256=:${Buffer.from(image.hash, 'hex').toString('base64')}:`);
      return sendPicture(request, reply, {
        title: image.title,
        format: originalOf(image).format,
        etag: `"${image.hash}"`,
        cacheControl: 'private, no-cache',
        size: image.bytes,
        open: (range) => openOriginal(app, image, range),
      });
    },
  );
};

export default original;
