import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  detail: string;
  /** Level of the heading: 1 where this is all of the page. */
  order?: 1 | 2;
  action?: ReactNode;
}

export function EmptyState({ icon, title, detail, order = 2, action }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py={72} ta="center">
      <ThemeIcon variant="light" size={64} radius="xl" mb="xs">
        {icon}
      </ThemeIcon>
      <Title order={order} size="h2">
        {title}
      </Title>
      <Text c="var(--hub-quiet)">{detail}</Text>
      {action}
    </Stack>
  );
}
