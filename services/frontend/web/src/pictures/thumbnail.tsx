import { useState } from 'react';
import { thumbnailPath, usePrivateThumbnail } from '../api/images.js';
import type { Image } from '../api/types.js';
import { texts } from '../texts.js';
import { Blur } from './blur.js';
import { useObjectUrl } from './object-url.js';
import classes from './thumbnail.module.css';

interface ThumbnailProps {
  image: Image;
  className?: string | undefined;
  /** Whether it is in sight at once; the others load when they come near. */
  eager?: boolean;
  /** Says nothing to a screen reader, where the picture's name stands beside it. */
  decorative?: boolean;
}

/** A picture's thumbnail, which fills its frame; until its bytes come, the frame holds a blur of it. */
export function Thumbnail({ image, className, eager = false, decorative = false }: ThumbnailProps) {
  const isPrivate = image.visibility === 'private';
  const { data: blob } = usePrivateThumbnail(image.id, isPrivate);
  const objectUrl = useObjectUrl(blob);
  const [loaded, setLoaded] = useState(false);
  return (
    <div className={className ? `${classes.frame} ${className}` : classes.frame}>
      <img
        // A picture from the browser's cache is there before it could tell so.
        ref={(element) => {
          if (element?.complete && element.naturalWidth > 0) setLoaded(true);
        }}
        className={classes.picture}
        src={isPrivate ? objectUrl : thumbnailPath(image.id)}
        alt={decorative ? '' : describe(image)}
        width={image.width}
        height={image.height}
        loading={eager ? 'eager' : 'lazy'}
        fetchPriority={eager ? 'high' : 'auto'}
        decoding="async"
        onLoad={() => setLoaded(true)}
      />
      {image.placeholder && <Blur hash={image.placeholder} loaded={loaded} />}
    </div>
  );
}

/** What a screen reader says for a picture: the owner's own words, else its title. */
export function describe(image: Image): string {
  return image.alt || texts.image.alt(image.title, image.owner.name);
}
