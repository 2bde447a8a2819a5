import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { userOf } from '@imagehub/common';
import { ImageItem, toItem } from '../../../item.js';
import { FORMS } from '../../../problems.js';
import { parseFields, TextFields } from '../../../upload/fields.js';
import { receiveForm } from '../../../upload/receive.js';
import { store } from '../../../upload/store.js';
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
        operationId: 'uploadImage',
        summary: 'Upload a picture',
        tags: ['images'],
        security: [{ token: [] }],
        consumes: ['multipart/form-data'],
        body: Body,
        response: { 201: ImageItem },
        problems: FORMS,
      },
    },
    async (request, reply) => {
      const owner = userOf(request);
      const image = await app.uploading(owner.id, async ({ sent, stripped }) => {
        const { file, texts } = await receiveForm(app, request, reply, sent);
        const fields = validate(parseFields(texts, file.fileName));
        return store(app, { fields, owner, file }, stripped);
      });
      return reply.code(201).header('location', `/api/images/${image.id}`).send(toItem(image, false));
    },
  );
};

export default upload;
