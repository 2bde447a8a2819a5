import { Problem } from '@imagehub/common';
import { type Format, TRAITS } from '../imaging/formats.js';
import type { Sharp } from '../imaging/sharp.js';
import type { Rendition } from './parameters.js';

export interface Source {
  /** Path of the original. */
  file: string;
  format: Format;
  width: number;
  height: number;
  frames: number;
}

const WHITE = '#ffffff';
const CLEAR = { r: 255, g: 255, b: 255, alpha: 0 };

/**
 * Makes a rendition. Pixels are turned as EXIF says, colours become sRGB, and no metadata (place, camera, thumbnail) is
 * carried over. Pictures are never enlarged.
 *
 * @throws Problem 400 when the format cannot hold that many pixels.
 * @throws Error when the original cannot be decoded whole.
 */
export async function render(sharp: Sharp, source: Source, rendition: Rendition): Promise<Buffer> {
  const { w, h, fit, format, quality } = rendition;
  const traits = TRAITS[format];
  const animated = source.frames > 1 && traits.animated;
  // libvips turns single frames only.
  let pixels = sharp(source.file, { failOn: 'error', sequentialRead: true, animated, autoOrient: !animated });
  if (w !== undefined || h !== undefined) {
    pixels = pixels.resize({ width: w, height: h, fit, background: CLEAR, withoutEnlargement: true });
  }
  if (!traits.transparent) pixels = pixels.flatten({ background: WHITE });
  try {
    return await pixels.toFormat(format, { ...(quality && { quality }), ...EFFORT[format] }).toBuffer();
  } catch (error) {
    const side = Math.max(source.width, source.height);
    if (side <= traits.maxSide) throw error;
    const message = `holds at most ${traits.maxSide} pixels a side as ${format}: ask for a smaller w and h`;
    throw new Problem(400, `query.format ${message}`, {
      kind: 'invalid-request',
      errors: [{ field: 'query.format', message }],
      cause: error,
    });
  }
}

/** AVIF at sharp's own effort of 4 takes ten times as long for almost the same size. */
const EFFORT: Partial<Record<Format, { effort: number }>> = { avif: { effort: 2 } };
