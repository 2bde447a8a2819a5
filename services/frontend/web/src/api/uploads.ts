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
        const headers = await digestOf(file);
        const url = `${imagePath(id)}?${query}`;
        const request = new Request(url, { method: 'PUT', headers, body: file, signal });
        const response = await upload(request, onProgress);
        const image = (await response.json()) as Image;
        void queries.invalidateQueries({ queryKey: ['images'] });
        void queries.invalidateQueries({ queryKey: ['tags'] });
        return image;
      }),
    [upload, queries],
  );
}

/**
 * What tells the hub whether all bytes arrived as they were (RFC 9530): most formats of pictures have no checksums. Nothing
 * where a page is not allowed to hash, because it came by plain HTTP from another machine.
 */
async function digestOf(file: Blob): Promise<Record<string, string>> {
  // Its type says that it is always there.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) return {};
  const hash = new Uint8Array(await subtle.digest('SHA-256', await file.arrayBuffer()));
  return { 'content-digest': `sha-256=:${btoa(String.fromCharCode(...hash))}:` };
}
