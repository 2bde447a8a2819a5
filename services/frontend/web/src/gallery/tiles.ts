import type { GalleryLayout } from '../page-settings.js';

export interface Columns {
  count: number;
  /** Of one column, in px. */
  width: number;
  /** Between columns and between rows, in px. */
  gap: number;
}

/** Width in rem that a column has at least: thumbnails have 480 px, and pictures shall be large. */
const MIN_COLUMN = 19;
const GAP = 1.25;
/** Room below a picture for its caption, in rem; image-list.module.css says the same. */
const CAPTION = 3.25;
/** Height by width that a tile shows at most and at least: a panorama or a scroll would be a line or a tower. */
const TALLEST = 1.6;
const FLATTEST = 0.5;
const GRID_PROPORTION = 3 / 4;

/**
 * @param listWidth of the whole list in px.
 * @param rem root font size in px.
 */
export function columnsOf(listWidth: number, rem: number): Columns {
  const gap = GAP * rem;
  const count = Math.max(1, Math.floor((listWidth + gap) / (MIN_COLUMN * rem + gap)));
  return { count, gap, width: Math.max(0, (listWidth - gap * (count - 1)) / count) };
}

/** Height in px of a picture's tile with its caption. Only proportions count, so nothing moves when bytes come. */
export function tileHeight(
  image: { width: number; height: number },
  layout: GalleryLayout,
  columnWidth: number,
  rem: number,
): number {
  const proportion =
    layout === 'grid' ? GRID_PROPORTION : Math.min(TALLEST, Math.max(FLATTEST, image.height / image.width));
  return Math.round(columnWidth * proportion + CAPTION * rem);
}
