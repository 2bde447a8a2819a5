import { Button } from '@mantine/core';
import { IconHeart, IconHeartFilled } from '@tabler/icons-react';
import { Link, useLocation } from 'react-router';
import { useLike } from '../api/images.js';
import type { Image } from '../api/types.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { logInPath } from '../components/require-user.js';
import { useUser } from '../session/use-session.js';
import { texts } from '../texts.js';

export function LikeButton({ image }: { image: Image }) {
  const user = useUser();
  const like = useLike(image);
  const { pathname } = useLocation();
  const Heart = image.liked ? IconHeartFilled : IconHeart;
  const count = texts.image.likeCount(image.likes);
  if (!user) {
    return (
      <Button
        component={Link}
        to={logInPath(pathname)}
        variant="default"
        leftSection={<Heart size="1.125rem" aria-hidden />}
        aria-label={`${texts.image.logInToLike}, ${texts.gallery.likes(image.likes)}`}
      >
        {count}
      </Button>
    );
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<Heart size="1.125rem" aria-hidden />}
        aria-pressed={image.liked}
        aria-label={`${texts.image.like}, ${texts.gallery.likes(image.likes)}`}
        onClick={() => like.mutate(!image.liked)}
      >
        {count}
      </Button>
      {like.isError && <ProblemAlert error={like.error} />}
    </>
  );
}
