import { useEffect, useState } from 'react';
import { type Image, thumbnailPath, usePrivateThumbnail } from '../api/images.js';
import { texts } from '../texts.js';

/** A picture's thumbnail. Its box has the picture's proportions before the bytes come, so nothing moves when they do. */
export function Thumbnail({
  image,
  className,
  eager,
}: {
  image: Image;
  className?: string;
  eager?: boolean;
}) {
  const isPrivate = image.visibility === 'private';
  const { data: blob } = usePrivateThumbnail(image.id, isPrivate);
  const objectUrl = useObjectUrl(blob);
  return (
    <img
      className={className}
      src={isPrivate ? objectUrl : thumbnailPath(image.id)}
      alt={texts.image.alt(image.title, image.owner.name)}
      width={image.width}
      height={image.height}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
    />
  );
}

/** A URL for bytes in memory, given back when they change or the component goes. */
export function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!blob) return setUrl(undefined);
    const created = URL.createObjectURL(blob);
    setUrl(created);
    return () => URL.revokeObjectURL(created);
  }, [blob]);
  return url;
}
