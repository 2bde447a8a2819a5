import { Alert, Button, Center, Group, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconPhotoPlus, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { useImages } from '../api/images.js';
import { EmptyState } from '../components/empty-state.js';
import { PageHeader } from '../components/page-header.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { ImageList } from '../images/image-list.js';
import type { GalleryLayout } from '../page-settings.js';
import { texts } from '../texts.js';
import classes from './gallery-page.module.css';

export function GalleryPage({ layout }: { layout: GalleryLayout }) {
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.get('q') ?? '';
  const images = useImages(search);
  const items = images.data?.pages.flatMap((page) => page.items) ?? [];
  const isEmpty = images.isSuccess && items.length === 0;

  function searchFor(q: string) {
    setParameters(q === '' ? {} : { q }, { replace: true });
  }

  return (
    <Stack gap="xl">
      <DeletedNotice />
      <Group justify="space-between" align="end" gap="lg">
        <PageHeader title={texts.gallery.title} lead={texts.gallery.lead} />
        <SearchField search={search} onSearch={searchFor} />
      </Group>
      {images.isError && <ProblemAlert error={images.error} onRetry={() => images.refetch()} />}
      {isEmpty && search === '' && <NoPictures />}
      {isEmpty && search !== '' && <NothingFound search={search} onClear={() => searchFor('')} />}
      {!isEmpty && (
        <ImageList images={items} layout={layout} loading={images.isPending || images.isFetchingNextPage} />
      )}
      {images.hasNextPage && (
        <Center>
          <Button
            variant="default"
            size="md"
            loading={images.isFetchingNextPage}
            onClick={() => images.fetchNextPage()}
          >
            {texts.gallery.more}
          </Button>
        </Center>
      )}
    </Stack>
  );
}

function SearchField({ search, onSearch }: { search: string; onSearch: (q: string) => void }) {
  const [value, setValue] = useState(search);
  const sent = useRef(search);
  const searchSoon = useDebouncedCallback((q: string) => {
    sent.current = q.trim();
    onSearch(sent.current);
  }, 250);
  // The address can change by other hands: a link, or the button that clears the search.
  useEffect(() => {
    if (search === sent.current) return;
    sent.current = search;
    setValue(search);
  }, [search]);
  return (
    <search className={classes.search}>
      <TextInput
        type="search"
        size="md"
        aria-label={texts.gallery.search}
        placeholder={texts.gallery.searchPlaceholder}
        leftSection={<IconSearch size={18} aria-hidden />}
        maxLength={100}
        value={value}
        onChange={(event) => {
          setValue(event.currentTarget.value);
          searchSoon(event.currentTarget.value);
        }}
      />
    </search>
  );
}

function NoPictures() {
  return (
    <EmptyState
      icon={<IconPhotoPlus size={32} aria-hidden />}
      title={texts.gallery.emptyTitle}
      detail={texts.gallery.emptyDetail}
      action={
        <Button component={Link} to={PAGES.upload} mt="sm">
          {texts.gallery.emptyAction}
        </Button>
      }
    />
  );
}

function NothingFound({ search, onClear }: { search: string; onClear: () => void }) {
  return (
    <EmptyState
      icon={<IconSearchOff size={32} aria-hidden />}
      title={texts.gallery.nothingTitle(search)}
      detail={texts.gallery.nothingDetail}
      action={
        <Button variant="default" mt="sm" onClick={onClear}>
          {texts.gallery.nothingAction}
        </Button>
      }
    />
  );
}

/** Says that the picture whose page the visitor comes from is gone. */
function DeletedNotice() {
  const state = useLocation().state as { deleted?: string } | null;
  if (!state?.deleted) return null;
  return (
    <Alert role="status" color="pine">
      {texts.gallery.deleted(state.deleted)}
    </Alert>
  );
}
