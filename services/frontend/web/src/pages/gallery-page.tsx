import { Alert, Button, Group, VisuallyHidden } from '@mantine/core';
import { IconPhotoPlus, IconSearchOff } from '@tabler/icons-react';
import { useCallback } from 'react';
import { Link, useLocation } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { useImages } from '../api/images.js';
import { EmptyState } from '../components/empty-state.js';
import { PageHeader } from '../components/page-header.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Filters } from '../gallery/filters.js';
import { ImageList } from '../gallery/image-list.js';
import { SearchField } from '../gallery/search-field.js';
import { useFilter } from '../gallery/use-filter.js';
import type { GalleryLayout } from '../page-settings.js';
import { texts } from '../texts.js';

export function GalleryPage({ layout }: { layout: GalleryLayout }) {
  const [filter, narrow] = useFilter();
  const images = useImages(filter);
  const items = images.data?.pages.flatMap((page) => page.items) ?? [];
  const isEmpty = images.isSuccess && items.length === 0;
  const isNarrowed = filter.q !== '' || filter.tag !== '' || filter.owner !== '';

  const { hasNextPage, isFetchNextPageError, fetchNextPage } = images;
  const loadMore = useCallback(() => {
    // After an error it is the visitor's turn to try again.
    if (hasNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchNextPageError, fetchNextPage]);

  return (
    <>
      <DeletedNotice />
      <Group justify="space-between" align="end" gap="lg">
        <PageHeader title={texts.gallery.title} lead={texts.gallery.lead} />
        <SearchField search={filter.q} onSearch={(q) => narrow({ q })} />
      </Group>
      <Filters filter={filter} ownerName={items[0]?.owner.name} onNarrow={narrow} />
      {images.isError && items.length === 0 && (
        <ProblemAlert error={images.error} onRetry={() => images.refetch()} />
      )}
      {isEmpty && !isNarrowed && <NoPictures />}
      {isEmpty && isNarrowed && (
        <NothingFound search={filter.q} onClear={() => narrow({ q: '', tag: '', owner: '' })} />
      )}
      {!isEmpty && !(images.isError && items.length === 0) && (
        <ImageList
          images={items}
          layout={layout}
          loading={images.isPending || images.isFetchingNextPage}
          onEnd={loadMore}
        />
      )}
      {isFetchNextPageError && <ProblemAlert error={images.error} onRetry={() => fetchNextPage()} />}
      <VisuallyHidden role="status">
        {images.isSuccess && !isEmpty && texts.gallery.loaded(items.length)}
      </VisuallyHidden>
    </>
  );
}

function NoPictures() {
  return (
    <EmptyState
      icon={<IconPhotoPlus size="2rem" aria-hidden />}
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
      icon={<IconSearchOff size="2rem" aria-hidden />}
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
    <Alert role="status" color="pine" mb="lg">
      {texts.gallery.deleted(state.deleted)}
    </Alert>
  );
}
