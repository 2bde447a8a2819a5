import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useSession, useUser } from '../session/use-session.js';
import type { Answer } from './answer.js';

export interface Image {
  id: string;
  title: string;
  tags: string[];
  owner: { id: string; name: string };
  visibility: 'public' | 'private';
  width: number;
  height: number;
  bytes: number;
  format: string;
  createdAt: string;
}

interface ImagePage {
  items: Image[];
  nextCursor: string | null;
}

const PAGE_SIZE = 24;

/** What browsers ask for in an `<img>`: a service that negotiates formats does so here too. */
const ACCEPT_IMAGE = 'image/avif,image/webp,image/*;q=0.9,application/problem+json;q=0.5';

export const FITS = ['inside', 'cover', 'contain', 'fill', 'outside'] as const;
export const FORMATS = ['jpeg', 'png', 'webp', 'avif'] as const;

export interface PullParameters {
  w?: number;
  h?: number;
  fit?: (typeof FITS)[number];
  format?: (typeof FORMATS)[number];
  quality?: number;
}

export interface PulledImage {
  blob: Blob;
  /** Name the service gives the file (Content-Disposition). */
  fileName: string;
  /** Subtype of the media type, such as "webp". */
  format: string;
  answer: Answer;
}

function imagePath(id: string): string {
  return `/api/images/${encodeURIComponent(id)}`;
}

export function thumbnailPath(id: string): string {
  return `${imagePath(id)}/thumbnail`;
}

export function pullPath(id: string, parameters: PullParameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) query.set(name, String(value));
  return `${imagePath(id)}/pull?${query}`;
}

/** Pictures, newest first, a page at a time. What is listed depends on who asks: private ones are their owner's. */
export function useImages(search: string) {
  const { send } = useSession();
  const user = useUser();
  return useInfiniteQuery({
    queryKey: ['images', user?.id, search],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
      if (pageParam !== null) query.set('cursor', pageParam);
      if (search !== '') query.set('q', search);
      const { response } = await send(`/api/images?${query}`, { signal });
      return (await response.json()) as ImagePage;
    },
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function useImage(id: string) {
  const { send } = useSession();
  const user = useUser();
  return useQuery({
    queryKey: ['image', user?.id, id],
    queryFn: async ({ signal }) => {
      const { response } = await send(imagePath(id), { signal });
      return (await response.json()) as Image;
    },
  });
}

/** Thumbnail of a private picture: an `<img>` cannot send the token, so it is fetched. */
export function usePrivateThumbnail(id: string, enabled: boolean) {
  const { send } = useSession();
  return useQuery({
    queryKey: ['thumbnail', id],
    enabled,
    queryFn: async ({ signal }) => {
      const { response } = await send(thumbnailPath(id), { accept: ACCEPT_IMAGE, signal });
      return response.blob();
    },
  });
}

export function usePull(id: string, onSuccess: (pulled: PulledImage) => void) {
  const { send } = useSession();
  return useMutation({
    mutationFn: async (parameters: PullParameters): Promise<PulledImage> => {
      const { response, answer } = await send(pullPath(id, parameters), { accept: ACCEPT_IMAGE });
      const blob = await response.blob();
      const format = blob.type.replace(/^image\//, '');
      const fileName = fileNameOf(response.headers.get('content-disposition')) ?? `${id}.${format}`;
      return { blob, format, fileName, answer };
    },
    onSuccess,
  });
}

export interface Upload {
  file: File;
  title: string;
  tags: string;
  visibility: Image['visibility'];
}

export function useUpload() {
  const { send } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, title, tags, visibility }: Upload): Promise<Image> => {
      const form = new FormData();
      // Fields before the file: the service reads the body as a stream and knows them before the bytes come.
      form.set('title', title);
      form.set('tags', tags);
      form.set('visibility', visibility);
      form.set('file', file);
      const { response } = await send('/api/images', { method: 'POST', body: form });
      return (await response.json()) as Image;
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['images'] }),
  });
}

export function useDelete(id: string) {
  const { send } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await send(imagePath(id), { method: 'DELETE' });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['images'] }),
  });
}

/** `filename*` of RFC 6266 in its UTF-8 form, else the plain `filename`. */
export function fileNameOf(contentDisposition: string | null): string | undefined {
  const extended = contentDisposition?.match(/filename\*=UTF-8''([^;]+)/i)?.[1];
  const plain = contentDisposition?.match(/filename="?([^";]+)"?/i)?.[1];
  try {
    return extended === undefined ? plain : decodeURIComponent(extended);
  } catch {
    return plain;
  }
}
