/** Sizes in px that image-list.module.css uses as well. */
const MIN_COLUMN = 256;
const GAP = 20;
const ROW = 4;
const CAPTION = 48;
const BORDERS = 2;
/** Height by width that a card shows at most and at least: a panorama or a scroll would be a line or a tower. */
const TALLEST = 1.8;
const FLATTEST = 0.4;

/**
 * How many rows of the masonry grid a picture's card spans. The order of the list stays the order on the page for
 * keyboards and screen readers, and since only proportions count, nothing moves when pictures load or more are added.
 *
 * @param listWidth width of the whole list in px.
 */
export function masonryRows(image: { width: number; height: number }, listWidth: number): number {
  const columns = Math.max(1, Math.floor((listWidth + GAP) / (MIN_COLUMN + GAP)));
  const column = (listWidth - GAP * (columns - 1)) / columns;
  const picture = (column - BORDERS) * Math.min(TALLEST, Math.max(FLATTEST, image.height / image.width));
  return Math.max(1, Math.ceil((picture + CAPTION + BORDERS + GAP) / ROW));
}
