import { ActionIcon, Anchor, Group, Progress, Text } from '@mantine/core';
import { IconRefresh, IconX } from '@tabler/icons-react';
import { generatePath, Link } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { Problem } from '../api/problem.js';
import { ImageFields } from '../components/image-fields.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useObjectUrl } from '../pictures/object-url.js';
import { texts } from '../texts.js';
import type { Upload, UploadQueue, UploadState } from './queue.js';
import classes from './upload-row.module.css';

interface UploadRowProps {
  upload: Upload;
  queue: UploadQueue;
  /** Whether its fields are open from the beginning. */
  open: boolean;
}

/** One file: what it is called, how far it is, and what can be done about it. */
export function UploadRow({ upload, queue, open }: UploadRowProps) {
  const { id, file, text, state } = upload;
  const preview = useObjectUrl(file);
  const editable = state.name === 'ready' || state.name === 'failed' || state.name === 'cancelled';
  const missingTitle = text.title.trim() === '' ? texts.imageFields.noTitle : undefined;
  return (
    <li className={classes.row} data-state={state.name}>
      <div className={classes.preview}>{preview && <img src={preview} alt="" />}</div>
      <div className={classes.body}>
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <div className={classes.name}>
            <Text fw={600} truncate>
              {text.title || file.name}
            </Text>
            <Text size="sm" c="var(--hub-quiet)" truncate>
              {file.name} · {texts.format.bytes(file.size)}
            </Text>
          </div>
          <Actions upload={upload} queue={queue} />
        </Group>
        <Text size="sm" role="status" className={classes.state}>
          {describeState(state)}
        </Text>
        {(state.name === 'sending' || state.name === 'storing') && (
          <Progress
            aria-label={texts.upload.progress(file.name)}
            value={state.name === 'sending' ? state.share * 100 : 100}
            animated={state.name === 'storing'}
          />
        )}
        {state.name === 'failed' && !isQuota(state.error) && <ProblemAlert error={state.error} />}
        {state.name === 'done' && (
          <Anchor component={Link} to={generatePath(PAGES.image, { id: state.image.id })} underline="always">
            {texts.upload.view(state.image.title)}
          </Anchor>
        )}
        {editable && (
          <details className={classes.details} open={open}>
            <summary>{texts.upload.details}</summary>
            <ImageFields
              value={text}
              errors={{ title: missingTitle }}
              onChange={(change) => queue.edit(id, change)}
            />
          </details>
        )}
      </div>
    </li>
  );
}

function Actions({ upload: { id, file, state }, queue }: { upload: Upload; queue: UploadQueue }) {
  const busy = state.name === 'waiting' || state.name === 'sending' || state.name === 'storing';
  return (
    <Group gap={4} wrap="nowrap">
      {(state.name === 'failed' || state.name === 'cancelled') && (
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={texts.upload.retry(file.name)}
          onClick={() => queue.retry(id)}
        >
          <IconRefresh size="1.125rem" aria-hidden />
        </ActionIcon>
      )}
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={busy ? texts.upload.cancel(file.name) : texts.upload.remove(file.name)}
        onClick={() => (busy ? queue.cancel(id) : queue.remove(id))}
      >
        <IconX size="1.125rem" aria-hidden />
      </ActionIcon>
    </Group>
  );
}

function describeState(state: UploadState): string {
  if (state.name === 'sending') return texts.upload.states.sending(state.share);
  return texts.upload.states[state.name];
}

/** Said once for all files, with the way out. */
function isQuota(error: unknown): boolean {
  return error instanceof Problem && error.status === 429;
}
