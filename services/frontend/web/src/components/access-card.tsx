import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useImages } from '../api/images.js';
import { Thumbnail } from '../pictures/thumbnail.js';
import classes from './access-card.module.css';
import { PageHeader } from './page-header.js';

interface AccessCardProps {
  title: string;
  lead: string;
  /** The other way in. */
  other: ReactNode;
  children: ReactNode;
}

/** The frame of sign-up and log-in: the form, beside a wall of what there is to see. */
export function AccessCard({ title, lead, other, children }: AccessCardProps) {
  return (
    <div className={classes.page}>
      <div className={classes.form}>
        <PageHeader title={title} lead={lead} />
        {children}
        <Text size="sm">{other}</Text>
      </div>
      <Wall />
    </div>
  );
}

const PICTURES = 9;

/** Decoration: the gallery has the same pictures with their names. */
function Wall() {
  const images = useImages({ q: '', tag: '', owner: '', sort: 'newest' });
  const pictures = images.data?.pages[0]?.items.filter(({ visibility }) => visibility === 'public') ?? [];
  return (
    <div className={classes.wall} aria-hidden>
      {pictures.slice(0, PICTURES).map((image) => (
        <Thumbnail key={image.id} image={image} className={classes.picture} eager decorative />
      ))}
    </div>
  );
}
