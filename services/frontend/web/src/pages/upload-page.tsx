import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '../api/problem.js';
import { useUploadQueue } from '../api/uploads.js';
import { PageHeader } from '../components/page-header.js';
import { QuotaExceeded } from '../quota/quota-exceeded.js';
import { useStore } from '../session/use-session.js';
import { texts } from '../texts.js';
import { DropZone } from '../uploads/drop-zone.js';
import type { Upload } from '../uploads/queue.js';
import { UploadRow } from '../uploads/upload-row.js';
import classes from './upload-page.module.css';

/** The service refuses more too; told here, nobody waits for an upload that cannot succeed. */
const MAX_BYTES = 20_000_000;
/** More forms than these in a row are more than anyone fills in. */
const OPEN = 2;
const ACCEPT = 'image/jpeg,image/png,image/webp,image/gif,image/tiff,image/avif';

export function UploadPage() {
  const queue = useUploadQueue();
  const uploads = useStore(queue.uploads);
  const [refused, setRefused] = useState<{ name: string; reason: string }[]>([]);
  const ready = uploads.filter(({ state }) => state.name === 'ready');
  const failed = uploads.filter(({ state }) => state.name === 'failed');
  const done = uploads.filter(({ state }) => state.name === 'done');
  const isComplete = ready.every(({ text }) => text.title.trim() !== '');
  const exceeded = failed.map(quotaProblem).find(Boolean);

  function add(files: File[]) {
    const judged = files.map((file) => ({ file, name: file.name, reason: reasonAgainst(file) }));
    queue.add(judged.filter(({ reason }) => reason === undefined).map(({ file }) => file));
    setRefused(judged.flatMap(({ name, reason }) => (reason === undefined ? [] : { name, reason })));
  }

  return (
    <div className={classes.page}>
      <PageHeader title={texts.upload.title} lead={texts.upload.lead} />
      <DropZone accept={ACCEPT} onFiles={add} />
      {refused.length > 0 && (
        <Alert role="alert" color="red">
          {refused.map(({ name, reason }) => (
            <Text size="sm" key={name}>
              <strong>{name}</strong>: {reason}
            </Text>
          ))}
        </Alert>
      )}
      {exceeded && <QuotaExceeded key={exceeded.message} problem={exceeded} />}
      {uploads.length > 0 && (
        <Stack gap="md">
          <Group className={classes.actions}>
            <Button size="md" disabled={ready.length === 0 || !isComplete} onClick={() => queue.start()}>
              {texts.upload.submit(ready.length)}
            </Button>
            {failed.length > 0 && (
              <Button size="md" variant="default" onClick={() => queue.retry()}>
                {texts.upload.retryFailed}
              </Button>
            )}
            {done.length > 0 && (
              <Button size="md" variant="default" onClick={() => queue.clearDone()}>
                {texts.upload.clearDone}
              </Button>
            )}
            <Text c="var(--hub-quiet)" role="status">
              {texts.upload.summary(done.length, uploads.length)}
            </Text>
          </Group>
          <ul className={classes.list} aria-label={texts.upload.list}>
            {uploads.map((upload) => (
              <UploadRow key={upload.id} upload={upload} queue={queue} open={uploads.length <= OPEN} />
            ))}
          </ul>
        </Stack>
      )}
    </div>
  );
}

function reasonAgainst(file: File): string | undefined {
  if (file.size > MAX_BYTES) return texts.upload.tooBig(file.size);
  // Some systems name no type for rarer formats: then the service judges by the bytes.
  if (file.type !== '' && !ACCEPT.split(',').includes(file.type)) return texts.upload.noPicture;
  return undefined;
}

function quotaProblem({ state }: Upload): Problem | undefined {
  const error = state.name === 'failed' ? state.error : undefined;
  return error instanceof Problem && error.status === 429 ? error : undefined;
}
