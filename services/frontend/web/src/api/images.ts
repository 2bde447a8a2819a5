import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useSession, useSessionState, useUser } from '../session/use-session.js';
import { dataOf } from './client.js';
import type { Image, ImageChange } from './types.js';

const PAGE_SIZE = 48;
const TAGS = 24;

/** What browsers ask for in an `<img>`: a service that negotiates formats does so here too. */
export const ACCEPT_IMAGE = 'image/avif,image/webp,image/*;q=0.9,application/problem+json;q=0.5';

/** What the gallery is narrowed to; '' is no narrowing. */
export interface ImageFilter {
  q: string;
  tag: string;
  /** Id of a user. */
  owner: string;
  sort: 'newest' | 'likes';
}

export function imagePath(id: string): string {
  return `/api/images/${encodeURIComponent(id)}`;
}

export function thumbnailPath(id: string): string {
  return `${imagePath(id)}/thumbnail`;
}

/** Pictures, a page at a time. What is listed depends on who asks: private ones are their owner's. */
export function useImages(filter: ImageFilter) {
  const { api } = useSession();
  const { status } = useSessionState();
  const user = useUser();
  return useInfiniteQuery({
    queryKey: ['images', user?.id, filter],
    // Until it is known who asks, the answer would be thrown away.
    enabled: status !== 'unknown',
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      dataOf(api.GET('/api/images', { params: { query: listQuery(filter, pageParam) }, signal })),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

function listQuery({ q, tag, owner, sort }: ImageFilter, cursor: string | null) {
  return {
    limit: PAGE_SIZE,
    sort,
    ...(cursor !== null && { cursor }),
    ...(q !== '' && { q }),
    ...(tag !== '' && { tag }),
    ...(owner !== '' && { owner }),
  };
}

/** The tags that most public pictures have. */
export function useTags() {
  const { api } = useSession();
  return useQuery({
    queryKey: ['tags'],
    queryFn: async ({ signal }) =>
      (await dataOf(api.GET('/api/images/tags', { params: { query: { limit: TAGS } }, signal }))).items,
  });
}

export function useImage(id: string) {
  const { api } = useSession();
  const { status } = useSessionState();
  const user = useUser();
  return useQuery({
    queryKey: ['image', user?.id, id],
    enabled: status !== 'unknown',
    queryFn: ({ signal }) => dataOf(api.GET('/api/images/{id}', { params: { path: { id } }, signal })),
  });
}

/** Thumbnail of a private picture: an `<img>` cannot send the token, so it is fetched. */
export function usePrivateThumbnail(id: string, enabled: boolean) {
  const { api } = useSession();
  return useQuery({
    queryKey: ['thumbnail', id],
    enabled,
    queryFn: async ({ signal }) => {
      const options = { params: { path: { id } }, headers: { accept: ACCEPT_IMAGE }, signal };
      return dataOf(api.GET('/api/images/{id}/thumbnail', { ...options, parseAs: 'blob' }));
    },
  });
}

export function useEdit(id: string) {
  const { api } = useSession();
  const refresh = useRefreshImage(id);
  return useMutation({
    mutationFn: (body: ImageChange) => api.PATCH('/api/images/{id}', { params: { path: { id } }, body }),
    onSuccess: refresh,
  });
}

/** Likes a picture or takes that back; the page shows it at once, and what the service says after. */
export function useLike(image: Image) {
  const { api } = useSession();
  const user = useUser();
  const queries = useQueryClient();
  const refresh = useRefreshImage(image.id);
  const queryKey = ['image', user?.id, image.id];
  return useMutation({
    mutationFn: async (liked: boolean) => {
      const options = { params: { path: { id: image.id } } };
      if (liked) await api.PUT('/api/images/{id}/like', options);
      else await api.DELETE('/api/images/{id}/like', options);
    },
    onMutate: (liked) => {
      const likes = image.likes + (liked ? 1 : -1);
      queries.setQueryData(queryKey, { ...image, liked, likes });
    },
    onError: () => queries.setQueryData(queryKey, image),
    onSettled: refresh,
  });
}

export function useDelete(id: string) {
  const { api } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE('/api/images/{id}', { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['images'] }),
  });
}

function useRefreshImage(id: string) {
  const user = useUser();
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['image', user?.id, id] }),
      queries.invalidateQueries({ queryKey: ['images'] }),
      queries.invalidateQueries({ queryKey: ['tags'] }),
    ]);
}
