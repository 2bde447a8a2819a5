import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCopy, IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type PullParameters, pullPath } from '../api/pulls.js';
import type { Image } from '../api/types.js';
import { useSession } from '../session/use-session.js';
import { texts } from '../texts.js';
import classes from './picture.module.css';

/** The pull that the controls say, as a command. */
export function CurlCommand({ image, parameters }: { image: Image; parameters: PullParameters }) {
  const session = useSession();
  const output = `picture.${parameters.format ?? image.format}`;
  const command = `curl -H "Authorization: Bearer $TOKEN" -o ${output} '${location.origin}${pullPath(image.id, parameters)}'`;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {texts.pull.curl}
      </Text>
      <Code block className={classes.command} tabIndex={0} role="region" aria-label={texts.pull.curl}>
        {command}
      </Code>
      <Group gap="xs">
        <CopyTextButton
          label={texts.pull.copy}
          value={() => command}
          icon={<IconCopy size="1rem" aria-hidden />}
        />
        <CopyTextButton
          label={texts.pull.copyToken}
          value={() => session.token() ?? ''}
          icon={<IconKey size="1rem" aria-hidden />}
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
