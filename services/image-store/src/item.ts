import { type Static, Type } from '@fastify/type-provider-typebox';
import type { Image } from './generated/prisma/client.js';
import { FORMATS } from './imaging/formats.js';
import type { Original } from './renditions/size.js';

export const VISIBILITIES = ['public', 'private'] as const;

const EXAMPLE_ID = '0192f0c1-2f3a-7c4d-8e5f-0123456789ab';
const examplePath = `/api/images/${EXAMPLE_ID}`;

/** What clients are told of a picture; every field is always there. */
export const ImageItem = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    title: Type.String(),
    alt: Type.String({ description: 'What is to be seen, for those who cannot see it; may be empty' }),
    tags: Type.Array(Type.String(), { maxItems: 20 }),
    owner: Type.Object({ id: Type.String(), name: Type.String() }, { additionalProperties: false }),
    visibility: Type.Enum(VISIBILITIES),
    width: Type.Integer({ minimum: 1, description: 'Pixels, as displayed' }),
    height: Type.Integer({ minimum: 1, description: 'Pixels, as displayed' }),
    bytes: Type.Integer({ minimum: 1, description: 'Of the original as stored' }),
    format: Type.Enum(FORMATS),
    createdAt: Type.String({ format: 'date-time' }),
    likes: Type.Integer({ minimum: 0 }),
    liked: Type.Boolean({ description: 'Whether the user who asks likes it; false without a token' }),
    placeholder: Type.Union([Type.String(), Type.Null()], {
      description: 'ThumbHash in base64, to be shown until the picture is there; null when not known yet',
    }),
    links: Type.Object(
      { thumbnail: Type.String(), pull: Type.String(), original: Type.String() },
      { additionalProperties: false },
    ),
  },
  {
    title: 'Image',
    additionalProperties: false,
    examples: [
      {
        id: EXAMPLE_ID,
        title: 'Ridges at dawn',
        alt: 'Blue ridges one behind the other, fading into an orange sky',
        tags: ['landscape', 'dawn'],
        owner: { id: '0192f0c0-11aa-7b1e-9c55-0123456789ab', name: 'ada' },
        visibility: 'public',
        width: 4000,
        height: 3000,
        bytes: 1_734_212,
        format: 'jpeg',
        createdAt: '2026-11-24T09:30:00.000Z',
        likes: 12,
        liked: false,
        placeholder: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
        links: {
          thumbnail: `${examplePath}/thumbnail`,
          pull: `${examplePath}/pull`,
          original: `${examplePath}/original`,
        },
      },
    ],
  },
);
export type ImageItem = Static<typeof ImageItem>;

/** @param liked whether the user who asks likes it. */
export function toItem(image: Image, liked: boolean): ImageItem {
  const { id, title, alt, tags, visibility, width, height, bytes, createdAt, likes, placeholder } = image;
  const path = `/api/images/${id}`;
  return {
    id,
    title,
    alt,
    tags,
    owner: { id: image.ownerId, name: image.ownerName },
    visibility,
    width,
    height,
    bytes,
    format: image.format as ImageItem['format'],
    createdAt: createdAt.toISOString(),
    likes,
    liked,
    placeholder,
    links: { thumbnail: `${path}/thumbnail`, pull: `${path}/pull`, original: `${path}/original` },
  };
}

/** An image as far as its renditions depend on it. */
export function originalOf({ width, height, format, frames }: Image): Original {
  return { width, height, format: format as Original['format'], frames };
}
