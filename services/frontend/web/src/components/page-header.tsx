import { Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { texts } from '../texts.js';
import classes from './page-header.module.css';

export function PageHeader({ title, lead }: { title: string; lead?: ReactNode }) {
  useDocumentTitle(`${title} · ${texts.product}`);
  return (
    <div>
      <Title order={1} className={classes.title}>
        {title}
      </Title>
      {lead && (
        <Text c="var(--hub-quiet)" mt={6} size="lg" component="div">
          {lead}
        </Text>
      )}
    </div>
  );
}
