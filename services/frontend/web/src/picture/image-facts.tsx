import { Badge, Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import type { Image } from '../api/types.js';
import { Panel } from '../components/panel.js';
import { filterQuery } from '../gallery/use-filter.js';
import { texts } from '../texts.js';
import classes from './picture.module.css';

/** What the service knows about a picture. */
export function ImageFacts({ image }: { image: Image }) {
  const { format } = texts;
  return (
    <Panel component="section" aria-labelledby="facts-title">
      <Title order={2} id="facts-title" mb="sm">
        {texts.image.facts}
      </Title>
      <dl className={classes.facts}>
        <Fact name={texts.image.dimensions}>{format.dimensions(image.width, image.height)}</Fact>
        <Fact name={texts.image.size}>{format.bytes(image.bytes)}</Fact>
        <Fact name={texts.image.format}>{image.format.toUpperCase()}</Fact>
        <Fact name={texts.image.visibility}>{texts.image.visibilities[image.visibility]}</Fact>
        <Fact name={texts.image.uploaded}>{format.date(image.createdAt)}</Fact>
        {image.tags.length > 0 && (
          <Fact name={texts.image.tags}>
            <Group gap={6}>
              {image.tags.map((tag) => (
                <Badge
                  key={tag}
                  component={Link}
                  to={`${PAGES.gallery}${filterQuery({ tag })}`}
                  variant="default"
                  size="lg"
                  tt="none"
                  fw={500}
                  className={classes.tag}
                >
                  {tag}
                </Badge>
              ))}
            </Group>
          </Fact>
        )}
      </dl>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
