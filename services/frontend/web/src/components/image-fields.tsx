import { Radio, Stack, Textarea, TextInput } from '@mantine/core';
import type { Image } from '../api/types.js';
import { texts } from '../texts.js';

/** What people write about a picture, as the fields of a form hold it. */
export interface ImageText {
  title: string;
  alt: string;
  /** Separated by commas. */
  tags: string;
  visibility: Image['visibility'];
}

interface ImageFieldsProps {
  value: ImageText;
  errors?: Partial<Record<keyof ImageText, string | undefined>>;
  disabled?: boolean;
  onChange: (change: Partial<ImageText>) => void;
}

/** The fields that upload and editing have in common. */
export function ImageFields({ value, errors = {}, disabled = false, onChange }: ImageFieldsProps) {
  const { imageFields } = texts;
  return (
    <Stack gap="sm">
      <TextInput
        label={imageFields.title}
        maxLength={200}
        value={value.title}
        error={errors.title}
        disabled={disabled}
        onChange={({ currentTarget }) => onChange({ title: currentTarget.value })}
      />
      <Textarea
        label={imageFields.alt}
        description={imageFields.altHint}
        maxLength={1000}
        autosize
        minRows={1}
        value={value.alt}
        error={errors.alt}
        disabled={disabled}
        onChange={({ currentTarget }) => onChange({ alt: currentTarget.value })}
      />
      <TextInput
        label={imageFields.tags}
        description={imageFields.tagsHint}
        value={value.tags}
        error={errors.tags}
        disabled={disabled}
        onChange={({ currentTarget }) => onChange({ tags: currentTarget.value })}
      />
      <Radio.Group
        label={imageFields.visibility}
        value={value.visibility}
        onChange={(visibility) => onChange({ visibility: visibility === 'private' ? 'private' : 'public' })}
      >
        <Stack gap="xs" mt={6}>
          <Radio
            value="public"
            label={imageFields.public}
            description={imageFields.publicHint}
            disabled={disabled}
          />
          <Radio
            value="private"
            label={imageFields.private}
            description={imageFields.privateHint}
            disabled={disabled}
          />
        </Stack>
      </Radio.Group>
    </Stack>
  );
}

export function tagsOf(text: string): string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
