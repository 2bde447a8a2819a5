import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { texts } from '../texts.js';
import classes from './filters.module.css';

export function SearchField({ search, onSearch }: { search: string; onSearch: (q: string) => void }) {
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
        radius="xl"
        aria-label={texts.gallery.search}
        placeholder={texts.gallery.searchPlaceholder}
        leftSection={<IconSearch size="1.125rem" aria-hidden />}
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
