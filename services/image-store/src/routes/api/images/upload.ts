import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { ProblemSchema, userOf } from '@imagehub/common';
import { firstThumbnail, identify } from '../../../imaging/inspect.js';
import { ImageItem, toItem } from '../../../item.js';
import { wordsOf } from '../../../listing/words.js';
import { memoryFor } from '../../../renditions/size.js';
import { THUMBNAIL } from '../../../renditions/thumbnail.js';
import { storeContent } from '../../../storage/content.js';
import { parseFields, TextFields } from '../../../upload/fields.js';
import { receiveForm } from '../../../upload/receive.js';
import { fieldsValidator } from '../../../upload/validation.js';

const Body = Type.Object(
  {
    file: Type.String({ format: 'binary', description: 'jpeg, png, webp, gif, tiff or avif; 20 MB at most' }),
    ...TextFields,
  },
  { additionalProperties: false },
);

const upload: FastifyPluginAsyncTypebox = async (app) => {
  const validate = fieldsValidator(app, 'body');

  app.post(
    '/',
    {
      onRequest: app.authenticate,
      // The body is validated part by part as it arrives; its schema here is for readers.
      validatorCompiler: () => () => true,
      schema: {
        summary: 'Upload a picture',
        tags: ['images'],
        security: [{ token: [] }],
        consumes: ['multipart/form-data'],
        body: Body,
        response: { 201: ImageItem, '4xx': ProblemSchema, '5xx': ProblemSchema },
      },
    },
    async (request, reply) => {
      const owner = userOf(request);
      const { file, texts } = await receiveForm(app, request, reply);
      try {
        const fields = validate(parseFields(texts, file.fileName));
        const path = app.blobs.path(file.key);
        const picture = await app.imaging(0, (sharp) => identify(sharp, path));
        const thumbnail = await app.imaging(memoryFor(picture, THUMBNAIL), (sharp) =>
          firstThumbnail(sharp, path, picture),
        );
        const image = await storeContent(app, file.key, {
          ...fields,
          ...picture,
          searchText: wordsOf(fields.title, ...fields.tags, fields.alt),
          ownerId: owner.id,
          ownerName: owner.name,
          hash: file.hash,
          sentHash: file.hash,
          bytes: file.bytes,
        });
        await app.keepRendition(image.hash, THUMBNAIL, thumbnail);
        return await reply.code(201).header('location', `/api/images/${image.id}`).send(toItem(image, false));
      } finally {
        await app.disk.delete(file.key);
      }
    },
  );
};

export default upload;
