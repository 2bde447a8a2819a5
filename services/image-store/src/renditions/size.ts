import { Problem } from '@imagehub/common';
import { type Format, TRAITS } from '../imaging/formats.js';
import type { PullParameters, Rendition } from './parameters.js';

export interface Size {
  width: number;
  height: number;
}

/** A stored picture as far as its renditions depend on it. */
export interface Original extends Size {
  format: Format;
  /** Of an animation; each is as large as the picture. */
  frames: number;
}

/** Size in pixels of what parameters make of a picture, give or take one. Nothing is enlarged but `contain`'s frame. */
export function sizeOf({ width, height }: Size, { w, h, fit = 'inside' }: PullParameters): Size {
  if (w !== undefined && h !== undefined) {
    if (fit === 'contain') return { width: w, height: h };
    if (fit === 'cover' || fit === 'fill') return { width: Math.min(w, width), height: Math.min(h, height) };
  }
  const scales = [w === undefined ? 1 : w / width, h === undefined ? 1 : h / height];
  const scale = Math.min(1, fit === 'outside' && w && h ? Math.max(...scales) : Math.min(...scales));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}

/** @throws Problem 400 when the format cannot hold the rendition, or not without taking all memory. */
export function checkSize(original: Size & Pick<Original, 'frames'>, rendition: Rendition): void {
  const { width, height } = sizeOf(original, rendition);
  const { maxSide, maxPixels, animated } = TRAITS[rendition.format];
  // The frame of `contain` is as large as asked for, each time.
  const frames = animated ? original.frames : 1;
  if (Math.max(width, height) > maxSide) throw tooLarge(rendition.format, `${maxSide} pixels a side`);
  if (width * height * frames > maxPixels) {
    const together = frames > 1 ? ', all frames together,' : '';
    throw tooLarge(rendition.format, `${(maxPixels / 1e6).toFixed(1)} million pixels${together}`);
  }
}

/** Bytes of memory that making a rendition may take at its peak. */
export function memoryFor(original: Original, rendition: Rendition): number {
  const { width, height, format, frames } = original;
  const size = sizeOf(original, rendition);
  const decode = width * height * TRAITS[format].memory.decode;
  const encode = size.width * size.height * TRAITS[rendition.format].memory.encode;
  return frames * Math.max(decode, encode);
}

function tooLarge(format: Format, limit: string): Problem {
  const message = `can be ${limit} at most as ${format}: ask for less by w or h`;
  return new Problem(400, `query.format ${message}`, {
    kind: 'invalid-request',
    errors: [{ field: 'query.format', message }],
  });
}
