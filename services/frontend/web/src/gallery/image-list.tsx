import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Image } from '../api/types.js';
import type { GalleryLayout } from '../page-settings.js';
import { texts } from '../texts.js';
import { ImageCard } from './image-card.js';
import classes from './image-list.module.css';
import { columnsOf, tileHeight } from './tiles.js';
import { useMeasured } from './use-measured.js';

/** Tiles beyond what is in sight that are kept in the page, so that Tab finds the next one. */
const OVERSCAN = 6;
/** What a first screen shows; those load at once. */
const EAGER = 8;
const SKELETONS = Array.from({ length: 12 }, (_, index) => index);

interface ImageListProps {
  images: Image[];
  layout: GalleryLayout;
  loading: boolean;
  /** Called when the end of the list comes near. */
  onEnd: () => void;
}

/**
 * Pictures in columns, of which the page holds only those in sight. Their places follow from their proportions alone:
 * nothing moves when bytes or more pictures come.
 */
export function ImageList({ images, layout, loading, onEnd }: ImageListProps) {
  const list = useRef<HTMLUListElement>(null);
  const { width, top, rem } = useMeasured(list);
  const columns = columnsOf(width, rem);
  const heightOf = (index: number) => {
    const image = images[index] ?? { width: 4, height: 3 };
    return tileHeight(image, layout, columns.width, rem);
  };
  const count = loading ? images.length + SKELETONS.length : images.length;
  const virtualizer = useWindowVirtualizer({
    count: width === 0 ? 0 : count,
    lanes: columns.count,
    gap: columns.gap,
    scrollMargin: top,
    overscan: OVERSCAN,
    estimateSize: heightOf,
    getItemKey: (index) => images[index]?.id ?? index,
  });
  // Sizes are computed, not measured: other columns or another order of pictures make all of them anew.
  const shape = `${columns.count} ${columns.width} ${layout} ${images[0]?.id} ${images.length}`;
  const measured = useRef(shape);
  if (measured.current !== shape) {
    measured.current = shape;
    virtualizer.measure();
  }

  const tiles = virtualizer.getVirtualItems();
  const lastShown = tiles.at(-1)?.index ?? 0;
  const nearEnd = images.length > 0 && lastShown >= images.length - 2 * columns.count;
  useEffect(() => {
    if (nearEnd && !loading) onEnd();
  }, [nearEnd, loading, onEnd]);

  return (
    <ul
      ref={list}
      className={classes.list}
      aria-label={texts.gallery.list}
      aria-busy={loading}
      data-layout={layout}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {tiles.map(({ index, key, lane, start, size }) => {
        const image = images[index];
        const style = {
          width: columns.width,
          height: size,
          transform: `translate(${lane * (columns.width + columns.gap)}px, ${start - top}px)`,
        };
        return image ? (
          <li key={key} className={classes.tile} style={style} aria-posinset={index + 1} aria-setsize={-1}>
            <ImageCard image={image} eager={index < EAGER} />
          </li>
        ) : (
          <li key={key} className={classes.tile} style={style} aria-hidden>
            <div className={classes.skeleton} />
          </li>
        );
      })}
    </ul>
  );
}
