import { TRAITS } from '../imaging/formats.js';
import type { Sharp } from '../imaging/sharp.js';
import type { Rendition } from './parameters.js';
import { type Original, sizeOf } from './size.js';

const WHITE = '#ffffff';
const CLEAR = { r: 255, g: 255, b: 255, alpha: 0 };

/**
 * Makes a rendition. Pixels are turned as EXIF says, colours become sRGB, and no metadata (place, camera, preview) is
 * carried over.
 *
 * @param file path of the original.
 * @param failOn how little has to be wrong with the original for it to count as damaged.
 * @throws Error when the original cannot be decoded whole.
 */
export async function render(
  sharp: Sharp,
  file: string,
  original: Original,
  rendition: Rendition,
  failOn: 'warning' | 'error' = 'error',
): Promise<Buffer> {
  const { w, h, fit, format, quality } = rendition;
  const { transparent, animated: canMove } = TRAITS[format];
  const animated = original.frames > 1 && canMove;
  // libvips turns single frames only.
  let pixels = sharp(file, { failOn, sequentialRead: true, animated, autoOrient: !animated });
  if (w !== undefined || h !== undefined) {
    pixels = pixels.resize({ width: w, height: h, fit, background: CLEAR, withoutEnlargement: true });
  }
  if (!transparent) pixels = pixels.flatten({ background: WHITE });
  const { width, height } = sizeOf(original, rendition);
  return pixels
    .toFormat(format, {
      ...(quality !== undefined && { quality }),
      ...(format === 'avif' && { effort: avifEffort(width * height) }),
    })
    .toBuffer();
}

/**
 * sharp's own effort for AVIF, 4, takes ten times as long as 2 for almost the same size. With many pixels even 2 takes
 * seconds; 0 is three times as fast, again at almost the same size.
 */
function avifEffort(pixels: number): number {
  return pixels > 2_000_000 ? 0 : 2;
}
