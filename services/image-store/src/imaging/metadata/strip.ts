import type { Format } from '../formats.js';
import { stripAvif } from './avif.js';
import { stripGif } from './gif.js';
import { stripJpeg } from './jpeg.js';
import { stripPng } from './png.js';
import { stripTiff } from './tiff.js';
import { stripWebp } from './webp.js';

/**
 * Takes out of one format's file what is not needed to show it. Gives the parts that are left, in their order: slices
 * of the given bytes as far as possible.
 *
 * @param orientation as EXIF numbers it, 1 to 8: kept, since pixels stay as they are.
 * @throws Damaged when the file's own structure is broken or ends too early.
 */
export type Strip = (bytes: Buffer, orientation: number) => Buffer[];

const STRIPS: Record<Format, Strip> = {
  jpeg: stripJpeg,
  png: stripPng,
  webp: stripWebp,
  gif: stripGif,
  tiff: stripTiff,
  avif: stripAvif,
};

/**
 * A picture without its metadata: no place, no camera, no names, no previews, nothing after its end. Only orientation,
 * colour profile and what else decides on how it looks stay. Nothing is encoded anew, so every pixel is as it was.
 */
export function strip(format: Format, bytes: Buffer, orientation: number): Buffer[] {
  return STRIPS[format](bytes, orientation);
}
