import { Anchor, Group, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link, useParams } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { useImage } from '../api/images.js';
import { Problem } from '../api/problem.js';
import type { Image } from '../api/types.js';
import { PageLoader } from '../components/page-loader.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { filterQuery } from '../gallery/use-filter.js';
import { DeleteImage } from '../picture/delete-image.js';
import { EditImage } from '../picture/edit-image.js';
import { ImageFacts } from '../picture/image-facts.js';
import { LikeButton } from '../picture/like-button.js';
import classes from '../picture/picture.module.css';
import { PullPanel } from '../picture/pull-panel.js';
import { Stage } from '../picture/stage.js';
import { usePreview } from '../picture/use-preview.js';
import { useUser } from '../session/use-session.js';
import { texts } from '../texts.js';
import { NotFoundPage } from './not-found-page.js';

export function ImagePage() {
  const { id = '' } = useParams();
  const user = useUser();
  const image = useImage(id);
  if (image.error instanceof Problem && image.error.status === 404) return <NotFoundPage />;
  if (image.isError) return <ProblemAlert error={image.error} onRetry={() => image.refetch()} />;
  if (image.isPending) return <PageLoader />;
  // Another picture or another person: what was pulled before is not theirs.
  return <ImageView key={`${id} ${user?.id}`} image={image.data} />;
}

function ImageView({ image }: { image: Image }) {
  const preview = usePreview(image);
  const user = useUser();
  const isOwner = user?.id === image.owner.id;
  useDocumentTitle(`${image.title} · ${texts.product}`);
  return (
    <div className={classes.page}>
      <div className={classes.label}>
        <Anchor component={Link} to={PAGES.gallery} size="sm" c="var(--hub-quiet)">
          <Group gap={4} component="span">
            <IconArrowLeft size="1rem" aria-hidden />
            {texts.image.back}
          </Group>
        </Anchor>
        <Title order={1} className={classes.title}>
          {image.title}
        </Title>
        <Anchor
          component={Link}
          to={`${PAGES.gallery}${filterQuery({ owner: image.owner.id })}`}
          aria-label={texts.image.morePictures(image.owner.name)}
          c="var(--hub-quiet)"
        >
          {texts.image.by(image.owner.name)}
        </Anchor>
        <div className={classes.actions}>
          <LikeButton image={image} />
          {isOwner && <EditImage image={image} />}
          {isOwner && <DeleteImage image={image} />}
        </div>
      </div>
      <Stage image={image} shown={preview.shown} busy={preview.pull.isPending} />
      <div className={classes.panels}>
        <PullPanel image={image} preview={preview} />
        <ImageFacts image={image} />
      </div>
    </div>
  );
}
