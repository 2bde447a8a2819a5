import { Input, Text, VisuallyHidden } from '@mantine/core';
import { IconPhotoUp } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useId, useState } from 'react';
import { useObjectUrl } from '../images/thumbnail.js';
import { texts } from '../texts.js';
import classes from './file-field.module.css';

interface FileFieldProps {
  label: string;
  /** Media types the browser's dialog offers, as for `<input accept>`. */
  accept: string;
  value: File | null;
  error?: ReactNode;
  onChange: (file: File | null) => void;
}

/** A file input as large as a drop zone. The native input stays in it, so keyboard and screen reader need no more. */
export function FileField({ label, accept, value, error, onChange }: FileFieldProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const preview = useObjectUrl(value?.type.startsWith('image/') ? value : undefined);

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onChange(file);
  }

  return (
    <Input.Wrapper label={label} id={id} error={error} size="md">
      <label
        className={classes.zone}
        data-over={over}
        data-error={Boolean(error)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <VisuallyHidden>
          <input
            id={id}
            type="file"
            accept={accept}
            aria-label={label}
            aria-invalid={Boolean(error)}
            aria-describedby={error ? `${id}-error` : undefined}
            onChange={(event) => onChange(event.currentTarget.files?.[0] ?? null)}
          />
        </VisuallyHidden>
        {preview ? (
          <img src={preview} alt="" className={classes.preview} />
        ) : (
          <IconPhotoUp size={40} stroke={1.5} aria-hidden />
        )}
        <Text fw={600}>{value ? texts.upload.chosen(value.name, value.size) : texts.upload.choose}</Text>
        {value && (
          <Text size="sm" c="var(--hub-quiet)">
            {texts.upload.another}
          </Text>
        )}
      </label>
    </Input.Wrapper>
  );
}
