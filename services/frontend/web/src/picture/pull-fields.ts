import type { FITS, FORMATS, PullParameters } from '../api/pulls.js';

/** What the controls hold: a number field that is empty holds ''. */
export interface PullFields {
  w: number | '';
  h: number | '';
  fit: (typeof FITS)[number];
  format: (typeof FORMATS)[number] | '';
  quality: number | '';
}

/** A screen's width; no picture is enlarged. */
const FIRST_WIDTH = 1280;

export function initialFields({ width }: { width: number }): PullFields {
  return { w: Math.min(FIRST_WIDTH, width), h: '', fit: 'inside', format: '', quality: '' };
}

export function toParameters({ w, h, fit, format, quality }: PullFields): PullParameters {
  const parameters: PullParameters = {};
  if (w !== '') parameters.w = w;
  if (h !== '') parameters.h = h;
  // Without both sides there is no box to fit into.
  if (w !== '' && h !== '') parameters.fit = fit;
  if (format !== '') parameters.format = format;
  if (quality !== '' && isLossy(format)) parameters.quality = quality;
  return parameters;
}

/** PNG loses nothing, so it has no quality. */
export function isLossy(format: PullFields['format']): boolean {
  return format !== 'png';
}

/** Size in pixels that a pull will have, give or take one: nothing is enlarged but the frame of `contain`. */
export function expectedSize(
  { width, height }: { width: number; height: number },
  { w, h, fit = 'inside' }: PullParameters,
): { width: number; height: number } {
  if (w !== undefined && h !== undefined) {
    if (fit === 'contain') return { width: w, height: h };
    if (fit === 'cover' || fit === 'fill') return { width: Math.min(w, width), height: Math.min(h, height) };
  }
  const scales = [w === undefined ? 1 : w / width, h === undefined ? 1 : h / height];
  const scale = Math.min(1, fit === 'outside' && w && h ? Math.max(...scales) : Math.min(...scales));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}
