import { Badge } from '@mantine/core';
import { IconHeart, IconHeartFilled } from '@tabler/icons-react';
import { generatePath, Link } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import type { Image } from '../api/types.js';
import { Thumbnail } from '../pictures/thumbnail.js';
import { texts } from '../texts.js';
import classes from './image-list.module.css';

export function ImageCard({ image, eager }: { image: Image; eager: boolean }) {
  const Heart = image.liked ? IconHeartFilled : IconHeart;
  return (
    <article className={classes.card}>
      <Thumbnail image={image} className={classes.frame} eager={eager} />
      {image.visibility === 'private' && (
        <Badge className={classes.badge} color="dark" tt="none">
          {texts.gallery.privateBadge}
        </Badge>
      )}
      <div className={classes.caption}>
        <Link to={generatePath(PAGES.image, { id: image.id })} className={classes.title}>
          {image.title}
        </Link>
        <span className={classes.owner}>{texts.image.by(image.owner.name)}</span>
        {image.likes > 0 && (
          <span className={classes.likes} role="img" aria-label={texts.gallery.likes(image.likes)}>
            <Heart size="0.9375rem" aria-hidden /> {texts.format.number(image.likes)}
          </span>
        )}
      </div>
    </article>
  );
}
