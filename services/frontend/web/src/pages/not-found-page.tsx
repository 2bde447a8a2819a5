import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconMap2 } from '@tabler/icons-react';
import { Link } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { EmptyState } from '../components/empty-state.js';
import { texts } from '../texts.js';

export function NotFoundPage() {
  useDocumentTitle(`${texts.notFound.title} · ${texts.product}`);
  return (
    <EmptyState
      icon={<IconMap2 size="2rem" aria-hidden />}
      order={1}
      title={texts.notFound.title}
      detail={texts.notFound.detail}
      action={
        <Button component={Link} to={PAGES.gallery} mt="sm">
          {texts.notFound.action}
        </Button>
      }
    />
  );
}
