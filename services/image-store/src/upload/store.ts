import type { User } from '@imagehub/common';
import type { FastifyInstance } from 'fastify';
import type { Image } from '../generated/prisma/client.js';
import { wordsOf } from '../listing/words.js';
import { THUMBNAIL } from '../renditions/thumbnail.js';
import { storeContent } from '../storage/content.js';
import type { ImageFields } from './fields.js';
import { prepare } from './prepare.js';
import type { Received } from './receive.js';

export interface NewImage {
  /** Made here when the client made none. */
  id?: string;
  fields: ImageFields;
  owner: User;
  file: Received;
}

/**
 * Makes an image of what was uploaded.
 *
 * @param key for the bytes without metadata; whoever calls removes it.
 * @throws Problem as `prepare`; Prisma's P2002 when there is an image with this id.
 */
export async function store(
  app: FastifyInstance,
  { id, fields, owner, file }: NewImage,
  key: string,
): Promise<Image> {
  const { picture, path, hash, bytes, thumbnail, placeholder } = await prepare(app, file, key);
  const image = await storeContent(app, path, {
    ...(id !== undefined && { id }),
    ...fields,
    ...picture,
    searchText: wordsOf(fields.title, ...fields.tags, fields.alt),
    ownerId: owner.id,
    ownerName: owner.name,
    hash,
    sentHash: file.hash,
    bytes,
    placeholder,
  });
  await app.keepRendition(hash, THUMBNAIL, thumbnail);
  return image;
}
