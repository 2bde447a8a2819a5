import { Text, VisuallyHidden } from '@mantine/core';
import { IconPhotoUp } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { texts } from '../texts.js';
import classes from './drop-zone.module.css';

interface DropZoneProps {
  /** Media types the browser's dialog offers, as for `<input accept>`. */
  accept: string;
  onFiles: (files: File[]) => void;
}

/** A file input as large as a drop zone. The native input stays in it, so keyboard and screen reader need no more. */
export function DropZone({ accept, onFiles }: DropZoneProps) {
  const [over, setOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  }

  return (
    <label
      className={classes.zone}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <VisuallyHidden>
        <input
          type="file"
          multiple
          accept={accept}
          aria-label={texts.upload.files}
          onChange={({ currentTarget }) => {
            onFiles([...(currentTarget.files ?? [])]);
            // The same file can be chosen again after it was removed.
            currentTarget.value = '';
          }}
        />
      </VisuallyHidden>
      <IconPhotoUp size="2.75rem" stroke={1.25} aria-hidden />
      <Text className={classes.invitation}>{texts.upload.choose}</Text>
      <Text size="sm" c="var(--hub-quiet)">
        {texts.upload.chooseDetail}
      </Text>
    </label>
  );
}
