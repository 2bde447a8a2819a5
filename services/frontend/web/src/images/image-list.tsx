import { Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import type { Image } from '../api/images.js';
import type { GalleryLayout } from '../page-settings.js';
import { texts } from '../texts.js';
import { ImageCard } from './image-card.js';
import classes from './image-list.module.css';
import { masonryRows } from './masonry.js';

/** Pictures of the first screen are loaded at once, the others when they come near. */
const EAGER = 8;
const PLACEHOLDERS = Array.from({ length: 8 }, (_, index) => `placeholder ${index}`);

interface ImageListProps {
  images: Image[];
  layout: GalleryLayout;
  loading: boolean;
}

export function ImageList({ images, layout, loading }: ImageListProps) {
  const { ref, width } = useElementSize<HTMLUListElement>();
  const masonry = layout === 'masonry';
  return (
    <ul
      ref={ref}
      className={masonry ? `${classes.list} ${classes.masonry}` : classes.list}
      aria-label={texts.gallery.list}
      aria-busy={loading}
      data-layout={layout}
    >
      {images.map((image, index) => (
        <li key={image.id} style={masonry ? { gridRow: `span ${masonryRows(image, width)}` } : undefined}>
          <ImageCard image={image} eager={index < EAGER} />
        </li>
      ))}
      {loading &&
        PLACEHOLDERS.map((key) => (
          <li key={key} aria-hidden style={masonry ? { gridRow: 'span 60' } : undefined}>
            <Skeleton height={220} radius="lg" />
          </li>
        ))}
    </ul>
  );
}
