import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { PulledImage } from '../api/pulls.js';
import type { Image } from '../api/types.js';
import { useObjectUrl } from '../pictures/object-url.js';
import { describe, Thumbnail } from '../pictures/thumbnail.js';
import { useSessionState } from '../session/use-session.js';
import { texts } from '../texts.js';
import classes from './picture.module.css';

interface StageProps {
  image: Image;
  shown: PulledImage | undefined;
  /** Whether a pull is under way. */
  busy: boolean;
}

/** The picture, as large as there is room for: the thumbnail that anyone gets, then what was pulled. */
export function Stage({ image, shown, busy }: StageProps) {
  return (
    <figure className={classes.stage} aria-label={shown ? texts.pull.result : undefined} aria-busy={busy}>
      <div className={classes.wall}>
        {shown ? <Pulled image={image} pulled={shown} /> : <Preview image={image} />}
      </div>
      <figcaption className={classes.caption}>
        {shown ? <PulledCaption image={image} pulled={shown} /> : <PreviewCaption />}
      </figcaption>
    </figure>
  );
}

function Preview({ image }: { image: Image }) {
  const proportion = image.width / image.height;
  return (
    <div
      className={classes.preview}
      style={{ aspectRatio: proportion, maxWidth: `calc(var(--stage-height) * ${proportion})` }}
    >
      <Thumbnail image={image} className={classes.thumbnail} eager />
    </div>
  );
}

function PreviewCaption() {
  const { status } = useSessionState();
  return <span>{status === 'anonymous' ? texts.image.previewAnonymous : texts.image.preview}</span>;
}

function Pulled({ image, pulled }: { image: Image; pulled: PulledImage }) {
  const url = useObjectUrl(pulled.blob);
  const { width, height } = pulled;
  // Without a size before its bytes are decoded, the page would jump.
  return (
    url && (
      <img
        src={url}
        alt={describe(image)}
        width={width}
        height={height}
        className={classes.picture}
        style={{ maxWidth: `min(100%, calc(var(--stage-height) * ${width / height}))` }}
      />
    )
  );
}

function PulledCaption({ image, pulled }: { image: Image; pulled: PulledImage }) {
  const { format, width, height, blob, fileName } = pulled;
  const url = useObjectUrl(blob);
  return (
    <>
      <span role="status">
        <strong>{texts.pull.resultFacts(format, width, height, blob.size)}</strong>{' '}
        <span className={classes.quiet}>{texts.pull.smaller(blob.size / image.bytes)}</span>
      </span>
      <Button
        component="a"
        href={url}
        download={fileName}
        size="xs"
        variant="default"
        leftSection={<IconDownload size="1rem" aria-hidden />}
      >
        {texts.pull.download}
      </Button>
    </>
  );
}
