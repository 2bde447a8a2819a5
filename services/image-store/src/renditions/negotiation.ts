import Negotiator from 'negotiator';
import { type Format, mediaType } from '../imaging/formats.js';

/** Largest answer in pixels that is worth AVIF unasked: its encoder takes three times as long as WebP's. */
const AVIF_PIXELS = 2_000_000;

interface Candidate {
  stored: Format;
  frames: number;
  /** Pixels of the answer. */
  pixels: number;
}

/**
 * The format that a client likes best by its Accept header (RFC 9110, 12.5.1). The stored one stays unless AVIF or WebP
 * is named: a wildcard is no sign that a client can read them.
 */
export function negotiate(accept: string | undefined, { stored, frames, pixels }: Candidate): Format {
  const offered: Format[] = [stored];
  if (frames === 1 && pixels <= AVIF_PIXELS) offered.push('avif');
  offered.push('webp');
  const best = new Negotiator({ headers: { accept } }).mediaType(offered.map(mediaType));
  return offered.find((format) => mediaType(format) === best) ?? stored;
}
