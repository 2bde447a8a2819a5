import { useSearchParams } from 'react-router';
import type { ImageFilter } from '../api/images.js';

/** What the gallery is narrowed to. It is in the address, so it can be shared and gone back to. */
export function useFilter(): [ImageFilter, (change: Partial<ImageFilter>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const filter: ImageFilter = {
    q: parameters.get('q') ?? '',
    tag: parameters.get('tag') ?? '',
    owner: parameters.get('owner') ?? '',
    sort: parameters.get('sort') === 'likes' ? 'likes' : 'newest',
  };
  function narrow(change: Partial<ImageFilter>) {
    const { sort, ...rest } = { ...filter, ...change };
    const next = Object.entries(rest).filter(([, value]) => value !== '');
    if (sort !== 'newest') next.push(['sort', sort]);
    setParameters(new URLSearchParams(next), { replace: true });
  }
  return [filter, narrow];
}

export function filterQuery(filter: Partial<ImageFilter>): string {
  return `?${new URLSearchParams(filter)}`;
}
