import { Problem } from '@imagehub/common';
import type { Metadata } from 'sharp';
import { render } from '../renditions/render.js';
import type { Original } from '../renditions/size.js';
import { THUMBNAIL } from '../renditions/thumbnail.js';
import { FORMATS, type Format, isFormat, TRAITS } from './formats.js';
import type { Sharp } from './sharp.js';

/**
 * Says what a file is by its header, before anything is decoded.
 *
 * @throws Problem 415 for what is no picture of an accepted format, 422 for one with too many pixels.
 */
export async function identify(sharp: Sharp, file: string): Promise<Original> {
  const metadata = await readHeader(sharp, file);
  const format = formatOf(metadata);
  if (!format) throw notAPicture();
  const { animated, maxPixels } = TRAITS[format];
  // Pages of a TIFF or an AVIF are pictures of their own; the first is taken.
  const frames = animated ? (metadata.pages ?? 1) : 1;
  const pixels = metadata.width * metadata.height * frames;
  if (pixels > maxPixels) {
    const [has, may] = [pixels, maxPixels].map((count) => (count / 1e6).toFixed(1));
    throw refusal(422, `has ${has} million pixels; as ${format} it may have ${may} million`);
  }
  const { width, height } = frames > 1 ? metadata : metadata.autoOrient;
  return { format, width, height, frames };
}

/**
 * Makes the thumbnail of a picture nobody has looked at yet. All of it is decoded for that, so what gets a thumbnail is
 * not damaged.
 *
 * @throws Problem 422 for a damaged picture.
 */
export async function firstThumbnail(sharp: Sharp, file: string, original: Original): Promise<Buffer> {
  try {
    if (original.frames > 1) await decodeAllFrames(sharp, file);
    return await render(sharp, file, original, THUMBNAIL);
  } catch (error) {
    throw damaged(error);
  }
}

async function readHeader(sharp: Sharp, file: string): Promise<Metadata> {
  try {
    // Our own limit follows, with a message that names it.
    return await sharp(file, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw /unsupported image format/.test(String(error)) ? notAPicture(error) : damaged(error);
  }
}

function formatOf({ format, compression }: Metadata): Format | undefined {
  if (format === 'heif') return compression === 'av1' ? 'avif' : undefined;
  return isFormat(format) ? format : undefined;
}

async function decodeAllFrames(sharp: Sharp, file: string): Promise<void> {
  await sharp(file, { failOn: 'error', sequentialRead: true, animated: true }).stats();
}

function notAPicture(cause?: unknown): Problem {
  return refusal(415, `is no picture in an accepted format: ${FORMATS.join(', ')}`, cause);
}

function damaged(cause: unknown): Problem {
  return refusal(422, 'is damaged or not complete: it cannot be decoded to its end', cause);
}

function refusal(status: number, message: string, cause?: unknown): Problem {
  return new Problem(status, `body.file ${message}`, {
    kind: 'picture-refused',
    errors: [{ field: 'body.file', message }],
    cause,
  });
}
