import { Button, Group, Modal, Stack, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useEdit } from '../api/images.js';
import { Problem } from '../api/problem.js';
import type { Image } from '../api/types.js';
import { ImageFields, type ImageText, tagsOf } from '../components/image-fields.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { texts } from '../texts.js';

export function EditImage({ image }: { image: Image }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" leftSection={<IconPencil size="1.125rem" aria-hidden />} onClick={open}>
        {texts.image.edit}
      </Button>
      <Modal.Root opened={opened} onClose={close} centered size="lg">
        <Modal.Overlay />
        <Modal.Content aria-label={texts.image.editTitle}>
          <Modal.Body>
            <EditForm image={image} onEnd={close} />
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}

function EditForm({ image, onEnd }: { image: Image; onEnd: () => void }) {
  const edit = useEdit(image.id);
  const [value, setValue] = useState<ImageText>({ ...image, tags: image.tags.join(', ') });
  const missingTitle = value.title.trim() === '';

  function save() {
    const { title, alt, tags, visibility } = value;
    edit.mutate(
      { title: title.trim(), alt: alt.trim(), tags: tagsOf(tags), visibility },
      { onSuccess: onEnd },
    );
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!missingTitle) save();
      }}
    >
      <Stack>
        <Title order={2}>{texts.image.editTitle}</Title>
        <ImageFields
          value={value}
          errors={{ title: missingTitle ? texts.imageFields.noTitle : undefined, ...errorsOf(edit.error) }}
          onChange={(change) => setValue({ ...value, ...change })}
        />
        {edit.isError && <ProblemAlert error={edit.error} />}
        <Group justify="end">
          <Button variant="default" onClick={onEnd}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={edit.isPending}>
            {texts.image.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function errorsOf(error: unknown): Partial<Record<string, string>> {
  if (!(error instanceof Problem)) return {};
  return Object.fromEntries(error.fields.map(({ field, message }) => [field, message]));
}
