import { Container, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHeader } from './page-header.js';
import { Panel } from './panel.js';

interface AccessCardProps {
  title: string;
  lead: string;
  /** The other way in. */
  other: ReactNode;
  children: ReactNode;
}

/** The frame of sign-up and log-in. */
export function AccessCard({ title, lead, other, children }: AccessCardProps) {
  return (
    <Container size={460} px={0} pt={{ base: 0, sm: 'xl' }}>
      <Stack gap="lg">
        <PageHeader title={title} lead={lead} />
        <Panel>{children}</Panel>
        <Text size="sm" ta="center">
          {other}
        </Text>
      </Stack>
    </Container>
  );
}
