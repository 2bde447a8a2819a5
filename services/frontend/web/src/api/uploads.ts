import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { tagsOf } from '../components/image-fields.js';
import { useSession } from '../session/use-session.js';
import { createUploadQueue, type UploadQueue } from '../uploads/queue.js';
import { imagePath } from './images.js';
import type { Image } from './types.js';

/** Uploads as raw bytes under an id made here, so that one whose answer was lost can be sent again. */
export function useUploadQueue(): UploadQueue {
  const { upload } = useSession();
  const queries = useQueryClient();
  return useMemo(
    () =>
      createUploadQueue(async ({ id, file, text }, signal, onProgress) => {
        const query = new URLSearchParams({
          title: text.title.trim(),
          visibility: text.visibility,
          ...(text.alt.trim() !== '' && { alt: text.alt.trim() }),
          ...(tagsOf(text.tags).length > 0 && { tags: tagsOf(text.tags).join(',') }),
        });
        const request = new Request(`${imagePath(id)}?${query}`, { method: 'PUT', body: file, signal });
        const response = await upload(request, onProgress);
        const image = (await response.json()) as Image;
        void queries.invalidateQueries({ queryKey: ['images'] });
        void queries.invalidateQueries({ queryKey: ['tags'] });
        return image;
      }),
    [upload, queries],
  );
}
