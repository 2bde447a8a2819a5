import { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import contentDisposition from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Format, mediaType, TRAITS } from './imaging/formats.js';
import type { CachedBlob } from './plugins/renditions.js';
import { requestedRange } from './ranges.js';
import type { Blob, Range } from './storage/originals.js';

const text = Type.String();

/** Schema of the whole answer. */
export const Picture = {
  description: 'The bytes of the picture',
  headers: { ETag: text, 'Cache-Control': text, 'Content-Disposition': text },
  content: { 'image/*': { schema: Type.String({ format: 'binary' }) } },
};

/** Schema of an answer to who has the picture already. */
export const Known = Type.Null({ description: 'The client has the picture: If-None-Match names its ETag' });

export interface PictureAnswer {
  title: string;
  format: Format;
  etag: string;
  cacheControl: string;
  /** Bytes of the whole, where parts of it may be asked for. */
  size?: number;
  /** Only called when the client does not have these bytes yet. */
  open: (range?: Range) => Promise<Blob & Partial<CachedBlob>>;
}

/** Answers the bytes of a picture or the part asked for, or 304 when the client has them (RFC 9110, 13.1.2 and 14). */
export async function sendPicture(request: FastifyRequest, reply: FastifyReply, picture: PictureAnswer) {
  const { title, format, etag, cacheControl, size } = picture;
  reply.headers({ etag, 'cache-control': cacheControl });
  if (size !== undefined) reply.header('accept-ranges', 'bytes');
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();

  const isDivisible = size !== undefined && request.method === 'GET';
  const range = isDivisible ? requestedRange(request.headers, etag, size) : undefined;
  const { body, bytes, cacheStatus } = await picture.open(range);
  if (cacheStatus !== undefined) reply.header('cache-status', cacheStatus);
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
  reply.type(mediaType(format)).headers({
    'content-length': bytes,
    'content-disposition': contentDisposition.create(fileName(title, format), { type: 'inline' }),
    'x-content-type-options': 'nosniff',
  });
  if (request.method !== 'HEAD' || Buffer.isBuffer(body)) return reply.send(body);
  body.destroy();
  return reply.send(Readable.from([]));
}

/** Weak comparison (RFC 9110, 8.8.3.2). Our tags hold no commas. */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

/** A title as a file name that every file system takes, and that hides nothing. */
export function fileName(title: string, format: Format): string {
  const name = title
    .replaceAll(/[\p{Cc}\p{Cf}<>:"/\\|?*]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  // Cut between characters, not within one.
  return `${[...name].slice(0, 100).join('') || 'picture'}.${TRAITS[format].extension}`;
}
