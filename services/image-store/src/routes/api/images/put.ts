import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem, userOf } from '@imagehub/common';
import { type Image, Prisma } from '../../../generated/prisma/client.js';
import { ImageItem, toItem } from '../../../item.js';
import { isLiked } from '../../../likes.js';
import { DAMAGED_IN_TRANSIT, ID_TAKEN, UPLOADS } from '../../../problems.js';
import { checkDigest } from '../../../upload/digest.js';
import { parseFields, TextFields } from '../../../upload/fields.js';
import { receiveBytes } from '../../../upload/receive.js';
import { store } from '../../../upload/store.js';
import { fieldsValidator } from '../../../upload/validation.js';

const Id = Type.Object({
  id: Type.String({
    pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$',
    description: 'a UUID of version 7 (RFC 9562), made by the client',
    examples: ['0192f0c1-2f3a-7c4d-8e5f-0123456789ab'],
  }),
});

const Digests = Type.Object({
  'content-digest': Type.Optional(
    Type.String({
      description: 'SHA-256 of the picture (RFC 9530): then a picture that was damaged on its way is refused',
      examples: ['sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:'],
    }),
  ),
  'repr-digest': Type.Optional(
    Type.String({
      description: 'The same',
      examples: ['sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:'],
    }),
  ),
});

const Query = Type.Object(
  {
    ...TextFields,
    title: Type.Optional(Type.String({ description: 'By default Untitled', examples: ['Ridges at dusk'] })),
  },
  { additionalProperties: false },
);

const put: FastifyPluginAsyncTypebox = async (app) => {
  const validate = fieldsValidator(app, 'querystring');

  // The body is read as it arrives, whatever it says it is: what it is, its bytes say.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.put(
    '/:id',
    {
      onRequest: app.authenticate,
      schema: {
        operationId: 'putImage',
        summary: 'Upload a picture under an id of yours; the same bytes again change nothing',
        tags: ['images'],
        security: [{ token: [] }],
        params: Id,
        headers: Digests,
        querystring: Query,
        body: { content: { 'image/*': { schema: Type.String({ format: 'binary' }) } } },
        response: { 200: ImageItem, 201: ImageItem },
        problems: [ID_TAKEN, DAMAGED_IN_TRANSIT, ...UPLOADS],
      },
    },
    async (request, reply) => {
      const owner = userOf(request);
      const id = request.params.id.toLowerCase();
      const fields = validate(parseFields(new Map(Object.entries(request.query))));
      const { image, isNew } = await app.uploading(owner.id, async ({ sent, stripped }) => {
        const found = await app.db.image.findUnique({ where: { id } });
        if (found && found.ownerId !== owner.id) throw conflict();
        const file = await receiveBytes(app, request, reply, sent);
        checkDigest(request.headers, file.hash);
        if (found) return { image: repeated(found, file.hash), isNew: false };
        try {
          return { image: await store(app, { id, fields, owner, file }, stripped), isNew: true };
        } catch (error) {
          if (!isTaken(error)) throw error;
          // Another request with this id was faster.
          const winner = await app.db.image.findUnique({ where: { id, ownerId: owner.id } });
          return { image: repeated(winner, file.hash), isNew: false };
        }
      });
      return reply
        .code(isNew ? 201 : 200)
        .header('location', `/api/images/${id}`)
        .send(toItem(image, !isNew && (await isLiked(app.db, id, owner))));
    },
  );
};

/** @throws Problem 409 when other bytes are stored under the id. */
function repeated(image: Image | null, hash: string): Image {
  if (image?.sentHash !== hash) throw conflict();
  return image;
}

function conflict(): Problem {
  return new Problem(409, 'There is another picture with this id. Make a new id for this one.', {
    kind: 'id-taken',
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

export default put;
