import Negotiator from 'negotiator';
import { type Format, mediaType } from '../imaging/formats.js';
import type { Original, Size } from './size.js';

/** Largest answer in pixels that is worth AVIF unasked: its encoder takes three times as long as WebP's. */
const AVIF_PIXELS = 2_000_000;

/**
 * The format that a client likes best by its Accept header (RFC 9110, 12.5.1). The stored one stays unless AVIF or WebP
 * is named: a wildcard is no sign that a client can read them.
 */
export function negotiate(accept: string | undefined, original: Original, { width, height }: Size): Format {
  const { format: stored, frames } = original;
  const offered: Format[] = [stored];
  if (frames === 1 && width * height <= AVIF_PIXELS) offered.push('avif');
  offered.push('webp');
  const best = new Negotiator({ headers: { accept } }).mediaType(offered.map(mediaType));
  return offered.find((format) => mediaType(format) === best) ?? stored;
}
