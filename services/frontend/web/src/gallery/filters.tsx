import { CloseButton, SegmentedControl, UnstyledButton } from '@mantine/core';
import { type ImageFilter, useTags } from '../api/images.js';
import { useUser } from '../session/use-session.js';
import { texts } from '../texts.js';
import classes from './filters.module.css';

interface FiltersProps {
  filter: ImageFilter;
  /** Name of the owner that the gallery is narrowed to, once a picture has told it. */
  ownerName: string | undefined;
  onNarrow: (change: Partial<ImageFilter>) => void;
}

/** The tags that most pictures have, whose pictures are shown, and the order. */
export function Filters({ filter, ownerName, onNarrow }: FiltersProps) {
  const user = useUser();
  const tags = useTags();
  const names = tags.data?.map(({ tag }) => tag) ?? [];
  // A tag that few pictures have comes from a picture's page.
  const shown = filter.tag === '' || names.includes(filter.tag) ? names : [filter.tag, ...names];
  return (
    <div className={classes.filters}>
      <fieldset className={classes.tags}>
        <legend className={classes.legend}>{texts.gallery.tags}</legend>
        {filter.owner !== '' && (
          <span className={classes.owner}>
            {filter.owner === user?.id ? texts.gallery.yours : texts.gallery.byOwner(ownerName ?? '…')}
            <CloseButton
              size="sm"
              aria-label={texts.gallery.everyone}
              onClick={() => onNarrow({ owner: '' })}
            />
          </span>
        )}
        {user && filter.owner === '' && (
          <Chip selected={false} onClick={() => onNarrow({ owner: user.id })}>
            {texts.gallery.yours}
          </Chip>
        )}
        <Chip selected={filter.tag === ''} onClick={() => onNarrow({ tag: '' })}>
          {texts.gallery.allTags}
        </Chip>
        {shown.map((tag) => (
          <Chip
            key={tag}
            selected={tag === filter.tag}
            onClick={() => onNarrow({ tag: tag === filter.tag ? '' : tag })}
          >
            {tag}
          </Chip>
        ))}
      </fieldset>
      <SegmentedControl
        className={classes.sort ?? ''}
        aria-label={texts.gallery.sort}
        radius="xl"
        value={filter.sort}
        onChange={(sort) => onNarrow({ sort: sort === 'likes' ? 'likes' : 'newest' })}
        data={[
          { value: 'newest', label: texts.gallery.sorts.newest },
          { value: 'likes', label: texts.gallery.sorts.likes },
        ]}
      />
    </div>
  );
}

function Chip({ selected, onClick, children }: { selected: boolean; onClick: () => void; children: string }) {
  return (
    <UnstyledButton className={classes.chip} aria-pressed={selected} onClick={onClick}>
      {children}
    </UnstyledButton>
  );
}
