import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  detail: string;
  action?: ReactNode;
}

export function EmptyState({ icon, title, detail, action }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py={72} ta="center">
      <ThemeIcon variant="light" size={64} radius="xl" mb="xs">
        {icon}
      </ThemeIcon>
      <Title order={2}>{title}</Title>
      <Text c="var(--hub-quiet)">{detail}</Text>
      {action}
    </Stack>
  );
}
