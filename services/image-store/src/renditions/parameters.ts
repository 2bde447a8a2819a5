import { createHash } from 'node:crypto';
import type { Format } from '../imaging/formats.js';
import { TRAITS } from '../imaging/formats.js';
import { renditionsKey } from '../storage/keys.js';

export const FITS = ['cover', 'contain', 'inside', 'fill', 'outside'] as const;
export type Fit = (typeof FITS)[number];

/** Largest width and height that can be asked for, in pixels. */
export const MAX_SIDE = 4096;

/** Raised whenever the same parameters give other bytes, as after an upgrade of an encoder: ETags are strong. */
const EPOCH = 1;

/** What a pull may ask for; nothing asked for is the original. */
export interface PullParameters {
  w?: number;
  h?: number;
  fit?: Fit;
  format?: Format;
  quality?: number;
}

/** A rendition to be made: a picture in a size, a format and a quality. */
export interface Rendition {
  w?: number;
  h?: number;
  fit: Fit;
  format: Format;
  quality?: number;
}

/**
 * The rendition that parameters mean, in the one form that all equal ones share, so that each is made and kept once.
 *
 * @returns undefined when they ask for nothing: the original.
 */
export function normalize(
  parameters: PullParameters,
  stored: Format,
  negotiated = stored,
): Rendition | undefined {
  const { w, h, quality } = parameters;
  const format = parameters.format ?? negotiated;
  const asked = w ?? h ?? parameters.fit ?? parameters.format ?? quality;
  if (asked === undefined && format === stored) return undefined;
  return {
    ...(w !== undefined && { w }),
    ...(h !== undefined && { h }),
    // With one side given, the other follows: no fit changes that.
    fit: w !== undefined && h !== undefined ? (parameters.fit ?? 'inside') : 'inside',
    format,
    ...(quality !== undefined && TRAITS[format].lossy && { quality }),
  };
}

/** Where a rendition is kept. */
export function renditionKey(hash: string, rendition: Rendition): string {
  const { w, h, fit, format, quality } = rendition;
  const size = `${w ?? ''}x${h ?? ''}`;
  return `${renditionsKey(hash)}/${size}-${fit}-q${quality ?? ''}-${EPOCH}.${TRAITS[format].extension}`;
}

/** Strong entity tag (RFC 9110, 8.8.3) of what is kept under a key. */
export function entityTag(key: string): string {
  return `"${createHash('sha256').update(key).digest('base64url').slice(0, 27)}"`;
}
