import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { NO_PLAN, Problem, userOf } from '@imagehub/common';
import { findOwned } from '../../../images.js';
import { ImageItem, toItem } from '../../../item.js';
import { isLiked } from '../../../likes.js';
import { wordsOf } from '../../../listing/words.js';
import { ImageId } from '../../../parameters.js';
import { NO_PICTURE, NOT_OWNER } from '../../../problems.js';
import { ImageFields, normalizeTags } from '../../../upload/fields.js';

const Change = Type.Partial(ImageFields, {
  additionalProperties: false,
  minProperties: 1,
  title: 'ImageChange',
  examples: [{ title: 'Ridges at dusk', tags: ['landscape', 'dusk'] }],
});

const change: FastifyPluginAsyncTypebox = async (app) => {
  app.patch(
    '/:id',
    {
      onRequest: app.authenticate,
      schema: {
        operationId: 'changeImage',
        summary: 'Change title, alt, tags or visibility of a picture of yours; what is not given stays',
        tags: ['images'],
        security: [{ token: [] }],
        params: ImageId,
        body: Change,
        response: { 200: ImageItem },
        problems: [NO_PICTURE, NOT_OWNER, NO_PLAN],
      },
    },
    async (request) => {
      const user = userOf(request);
      const { title, alt, tags, visibility } = request.body;
      const { id } = await findOwned(app.db, request.params.id, user);
      const changed = await app.db.$transaction(async (tx) => {
        // Two changes at once would each make the words of the search from half of the fields.
        const [image] = await tx.$queryRaw<
          { title: string; alt: string; tags: string[] }[]
        >`SELECT title, alt, tags FROM images WHERE id = ${id}::uuid FOR UPDATE`;
        if (!image) throw new Problem(404, 'This picture was deleted.', { kind: 'no-picture' });
        const fields = {
          title: title?.trim() ?? image.title,
          alt: alt?.trim() ?? image.alt,
          tags: tags ? normalizeTags(tags) : image.tags,
        };
        const searchText = wordsOf(fields.title, ...fields.tags, fields.alt);
        return tx.image.update({
          where: { id },
          data: { ...fields, searchText, ...(visibility !== undefined && { visibility }) },
        });
      });
      return toItem(changed, await isLiked(app.db, id, user));
    },
  );
};

export default change;
