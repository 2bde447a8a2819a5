import { Badge } from '@mantine/core';
import { generatePath, Link } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import type { Image } from '../api/images.js';
import { texts } from '../texts.js';
import classes from './image-list.module.css';
import { Thumbnail } from './thumbnail.js';

export function ImageCard({ image, eager }: { image: Image; eager: boolean }) {
  return (
    <article className={classes.card}>
      <div className={classes.frame}>
        <Thumbnail image={image} className={classes.picture} eager={eager} />
        {image.visibility === 'private' && (
          <Badge className={classes.badge} color="dark" tt="none">
            {texts.gallery.privateBadge}
          </Badge>
        )}
      </div>
      <div className={classes.caption}>
        <Link to={generatePath(PAGES.image, { id: image.id })} className={classes.title}>
          {image.title}
        </Link>
        <span className={classes.owner}>{texts.image.by(image.owner.name)}</span>
      </div>
    </article>
  );
}
