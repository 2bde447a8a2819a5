import { open, readFile } from 'node:fs/promises';
import { Problem } from '@imagehub/common';
import type { Metadata } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { render } from '../renditions/render.js';
import type { Original } from '../renditions/size.js';
import { THUMBNAIL } from '../renditions/thumbnail.js';
import { FORMATS, type Format, isFormat, TRAITS } from './formats.js';
import { Damaged } from './metadata/damaged.js';
import { strip } from './metadata/strip.js';
import type { Sharp } from './sharp.js';

/** A picture by its header. */
export interface Identified extends Original {
  /** As EXIF numbers it, 1 to 8; the size is already that after turning. */
  orientation: number;
}

/** How a picture looks in small. */
export interface Look {
  thumbnail: Buffer;
  /** ThumbHash in base64. */
  placeholder: string;
}

/** Most pixels a side that a ThumbHash is made from. */
const HASHED_SIDE = 100;

/**
 * Says what a file is by its header, before anything is decoded.
 *
 * @throws Problem 415 for what is no picture of an accepted format, 422 for one with too many pixels.
 */
export async function identify(sharp: Sharp, file: string): Promise<Identified> {
  // libtiff reads the values of all entries, also if thousands of them claim the same megabytes.
  if (await isTiff(file)) stripped('tiff', await readFile(file), 1);
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
  return { format, width, height, frames, orientation: metadata.orientation ?? 1 };
}

/**
 * Makes the thumbnail and the placeholder of a picture nobody has looked at yet. All of it is decoded for that, and what
 * the decoder only warns of counts as well, so what gets a thumbnail is not damaged.
 *
 * @throws Problem 422 for a damaged picture.
 */
export async function look(sharp: Sharp, file: string, original: Original): Promise<Look> {
  try {
    if (original.frames > 1) await decodeAllFrames(sharp, file);
    const thumbnail = await render(sharp, file, original, THUMBNAIL, 'warning');
    return { thumbnail, placeholder: await placeholderOf(sharp, thumbnail) };
  } catch (error) {
    throw damaged(error);
  }
}

async function placeholderOf(sharp: Sharp, thumbnail: Buffer): Promise<string> {
  const { data, info } = await sharp(thumbnail)
    .resize(HASHED_SIDE, HASHED_SIDE, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}

/** @throws Problem 422 for a picture whose file is broken by its own structure. */
export function stripped(format: Format, bytes: Buffer, orientation: number): Buffer[] {
  try {
    return strip(format, bytes, orientation);
  } catch (error) {
    throw error instanceof Damaged ? damaged(error) : error;
  }
}

async function isTiff(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read({ buffer: Buffer.alloc(4), position: 0 });
    return /^(II[*+]\0|MM\0[*+])$/.test(buffer.toString('latin1'));
  } finally {
    await handle.close();
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
  await sharp(file, { failOn: 'warning', sequentialRead: true, animated: true }).stats();
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
