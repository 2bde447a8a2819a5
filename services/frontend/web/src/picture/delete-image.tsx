import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { useDelete } from '../api/images.js';
import type { Image } from '../api/types.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { texts } from '../texts.js';

export function DeleteImage({ image }: { image: Image }) {
  const [opened, { open, close }] = useDisclosure(false);
  const deletion = useDelete(image.id);
  const navigate = useNavigate();
  function confirm() {
    deletion.mutate(undefined, {
      onSuccess: () => navigate(PAGES.gallery, { state: { deleted: image.title } }),
    });
  }
  return (
    <>
      <Button
        variant="default"
        c="var(--mantine-color-error)"
        leftSection={<IconTrash size="1.125rem" aria-hidden />}
        onClick={open}
      >
        {texts.image.delete}
      </Button>
      <Modal.Root opened={opened} onClose={close} centered>
        <Modal.Overlay />
        <Modal.Content aria-label={texts.image.deleteTitle}>
          <Modal.Body>
            <Stack>
              <Title order={2}>{texts.image.deleteTitle}</Title>
              <Text size="sm">{texts.image.deleteDetail(image.title)}</Text>
              {deletion.isError && <ProblemAlert error={deletion.error} />}
              <Group justify="end">
                <Button variant="default" onClick={close} data-autofocus>
                  {texts.image.keep}
                </Button>
                <Button color="red.9" loading={deletion.isPending} onClick={confirm}>
                  {texts.image.deleteConfirm}
                </Button>
              </Group>
            </Stack>
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}
