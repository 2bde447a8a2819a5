import { useMutation } from '@tanstack/react-query';
import { useSession } from '../session/use-session.js';
import { ACCEPT_IMAGE, imagePath } from './images.js';

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
  parameters: PullParameters;
  blob: Blob;
  /** Of the picture that came, in pixels. */
  width: number;
  height: number;
  /** Name the service gives the file (Content-Disposition). */
  fileName: string;
  /** Subtype of the media type, such as "webp". */
  format: string;
}

export function pullPath(id: string, parameters: PullParameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) query.set(name, String(value));
  return `${imagePath(id)}/pull?${query}`;
}

export function usePull(id: string, onSuccess: (pulled: PulledImage) => void) {
  const { api } = useSession();
  return useMutation({
    mutationFn: async (parameters: PullParameters): Promise<PulledImage> => {
      const { data, response } = await api.GET('/api/images/{id}/pull', {
        params: { path: { id }, query: parameters },
        headers: { accept: ACCEPT_IMAGE },
        parseAs: 'blob',
      });
      const blob = data as Blob;
      const format = blob.type.replace(/^image\//, '');
      const fileName = fileNameOf(response.headers.get('content-disposition')) ?? `${id}.${format}`;
      const bitmap = await createImageBitmap(blob);
      const { width, height } = bitmap;
      bitmap.close();
      return { parameters, blob, width, height, format, fileName };
    },
    onSuccess,
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
