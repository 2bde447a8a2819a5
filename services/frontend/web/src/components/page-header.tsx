import { Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { texts } from '../texts.js';

export function PageHeader({ title, lead }: { title: string; lead?: ReactNode }) {
  useDocumentTitle(`${title} · ${texts.product}`);
  return (
    <div>
      <Title order={1}>{title}</Title>
      {lead && (
        <Text c="var(--hub-quiet)" mt={4} component="div">
          {lead}
        </Text>
      )}
    </div>
  );
}
