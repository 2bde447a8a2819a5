import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCopy, IconDownload, IconKey } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Image, PulledImage } from '../api/images.js';
import { useSession } from '../session/use-session.js';
import { texts } from '../texts.js';
import classes from './picture.module.css';
import { useObjectUrl } from './thumbnail.js';

/** The bytes that a pull answered: shown, measured, to be saved, and to be had again with curl. */
export function PulledImageView({ image, pulled }: { image: Image; pulled: PulledImage }) {
  const { blob, format, fileName, answer } = pulled;
  const url = useObjectUrl(blob);
  const [size, setSize] = useState<{ width: number; height: number }>();
  const section = useRef<HTMLElement>(null);
  // On a narrow screen the form that asked for it is far below.
  useEffect(() => {
    if (size) section.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, [size]);
  return (
    <section ref={section} className={classes.result} aria-label={texts.pull.result}>
      <div className={classes.stage}>
        {url && (
          <img
            src={url}
            alt={texts.pull.result}
            className={classes.picture}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setSize({ width: naturalWidth, height: naturalHeight })
            }
          />
        )}
      </div>
      <Group justify="space-between" mt="sm" gap="sm">
        <div>
          {size && <Text fw={600}>{texts.pull.resultFacts(format, size.width, size.height, blob.size)}</Text>}
          <Text size="sm" c="var(--hub-quiet)">
            {texts.pull.smaller(blob.size / image.bytes)}
          </Text>
        </div>
        {url && (
          <Button
            component="a"
            href={url}
            download={fileName}
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            {texts.pull.download}
          </Button>
        )}
      </Group>
      <CurlCommand path={answer.path} fileName={fileName} />
    </section>
  );
}

function CurlCommand({ path, fileName }: { path: string; fileName: string }) {
  const session = useSession();
  const output = fileName.replaceAll(/[^\w.-]+/g, '-');
  const command = `curl -H "Authorization: Bearer $TOKEN" -o ${output} '${location.origin}${path}'`;
  return (
    <Stack gap="xs" mt="lg">
      <Text size="sm" fw={600}>
        {texts.pull.curl}
      </Text>
      <Code block className={classes.command} tabIndex={0}>
        {command}
      </Code>
      <Group gap="xs">
        <CopyTextButton
          label={texts.pull.copy}
          value={() => command}
          icon={<IconCopy size={16} aria-hidden />}
        />
        <CopyTextButton
          label={texts.pull.copyToken}
          value={() => session.token() ?? ''}
          icon={<IconKey size={16} aria-hidden />}
        />
      </Group>
      <Text size="sm" c="var(--hub-quiet)">
        {texts.pull.tokenHint}
      </Text>
    </Stack>
  );
}

interface CopyTextButtonProps {
  label: string;
  icon: ReactNode;
  /** Asked when the button is pressed: a token may have been refreshed since it was drawn. */
  value: () => string;
}

function CopyTextButton({ label, icon, value }: CopyTextButtonProps) {
  const { copied, copy } = useClipboard();
  return (
    <Button size="xs" variant="default" leftSection={icon} onClick={() => copy(value())}>
      {copied ? texts.pull.copied : label}
    </Button>
  );
}
