import type { Rendition } from './parameters.js';

/** Large enough for a gallery on a dense screen. */
export const THUMBNAIL: Rendition = { w: 480, h: 480, fit: 'inside', format: 'webp', quality: 75 };
