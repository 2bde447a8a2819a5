import { Button, Group, Modal, PasswordInput, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useDeleteAccount, useLogOutEverywhere } from '../api/account.js';
import { Panel } from '../components/panel.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { texts } from '../texts.js';

/** The ways out that cannot be taken back: all log-ins, and the account itself. */
export function EndAccount() {
  const everywhere = useLogOutEverywhere();
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <section aria-labelledby="safety-title">
      <Title order={2} id="safety-title" mb="md">
        {texts.account.safetyTitle}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Panel>
          <Title order={3} size="h4">
            {texts.account.everywhereTitle}
          </Title>
          <Text size="sm" c="var(--hub-quiet)" mt={4} mb="md">
            {texts.account.everywhereDetail}
          </Text>
          {everywhere.isError && <ProblemAlert error={everywhere.error} />}
          <Button variant="default" loading={everywhere.isPending} onClick={() => everywhere.mutate()}>
            {texts.account.everywhereTitle}
          </Button>
        </Panel>
        <Panel>
          <Title order={3} size="h4">
            {texts.account.deleteTitle}
          </Title>
          <Text size="sm" c="var(--hub-quiet)" mt={4} mb="md">
            {texts.account.deleteDetail}
          </Text>
          <Button variant="default" c="var(--mantine-color-error)" onClick={open}>
            {texts.account.deleteOpen}
          </Button>
        </Panel>
      </SimpleGrid>
      <Modal.Root opened={opened} onClose={close} centered>
        <Modal.Overlay />
        <Modal.Content aria-label={texts.account.deleteTitle}>
          <Modal.Body>
            <DeleteForm onKeep={close} />
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </section>
  );
}

function DeleteForm({ onKeep }: { onKeep: () => void }) {
  const deletion = useDeleteAccount();
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: isNotEmpty(texts.account.deleteNeedsPassword) },
  });
  return (
    <form noValidate onSubmit={form.onSubmit(({ password }) => deletion.mutate(password))}>
      <Stack>
        <Title order={2}>{texts.account.deleteTitle}</Title>
        <Text size="sm">{texts.account.deleteDetail}</Text>
        <PasswordInput
          label={texts.account.deletePassword}
          autoComplete="current-password"
          data-autofocus
          {...form.getInputProps('password')}
        />
        {deletion.isError && <ProblemAlert error={deletion.error} />}
        <Group justify="end">
          <Button variant="default" onClick={onKeep}>
            {texts.account.keep}
          </Button>
          <Button type="submit" color="red.9" loading={deletion.isPending}>
            {texts.account.deleteConfirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
