import { Anchor, Group, Skeleton, Stack } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { type Image, type PulledImage, useImage, usePull } from '../api/images.js';
import { Problem } from '../api/problem.js';
import { PageHeader } from '../components/page-header.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { DeleteImage } from '../images/delete-image.js';
import { ImageFacts } from '../images/image-facts.js';
import classes from '../images/picture.module.css';
import { PullPanel } from '../images/pull-panel.js';
import { PulledImageView } from '../images/pulled-image.js';
import { Thumbnail } from '../images/thumbnail.js';
import { useUser } from '../session/use-session.js';
import { texts } from '../texts.js';
import { NotFoundPage } from './not-found-page.js';

export function ImagePage() {
  const { id = '' } = useParams();
  const image = useImage(id);
  if (image.error instanceof Problem && image.error.status === 404) return <NotFoundPage />;
  if (image.isError) return <ProblemAlert error={image.error} onRetry={() => image.refetch()} />;
  if (image.isPending) return <Skeleton height="60vh" radius="lg" aria-label={texts.loading} />;
  return <ImageView key={id} image={image.data} />;
}

function ImageView({ image }: { image: Image }) {
  // Kept while the next pull is under way, and when it is refused.
  const [pulled, setPulled] = useState<PulledImage>();
  const pull = usePull(image.id, setPulled);
  const isOwner = useUser()?.id === image.owner.id;
  return (
    <Stack gap="lg">
      <Anchor component={Link} to={PAGES.gallery} size="sm">
        <Group gap={4}>
          <IconArrowLeft size={16} aria-hidden />
          {texts.image.back}
        </Group>
      </Anchor>
      <Group justify="space-between" align="end">
        <PageHeader title={image.title} lead={texts.image.by(image.owner.name)} />
        {isOwner && <DeleteImage image={image} />}
      </Group>
      <div className={classes.page}>
        {pulled ? (
          <PulledImageView image={image} pulled={pulled} />
        ) : (
          <div className={classes.stage}>
            <Thumbnail image={image} className={classes.preview} eager />
          </div>
        )}
        <Stack gap="lg">
          <PullPanel pull={pull} />
          <ImageFacts image={image} />
        </Stack>
      </div>
    </Stack>
  );
}
