import { Problem } from '../api/problem.js';
import type { Image } from '../api/types.js';
import type { ImageText } from '../components/image-fields.js';
import { createStore, type Store } from '../session/store.js';
import { uuidv7 } from './uuid.js';

export type UploadState =
  | { name: 'ready' | 'waiting' | 'storing' | 'cancelled' }
  | { name: 'sending'; share: number }
  | { name: 'failed'; error: unknown }
  | { name: 'done'; image: Image };

export interface Upload {
  /** The id that the picture will have: sent again, it is stored once. */
  id: string;
  file: File;
  text: ImageText;
  state: UploadState;
}

/** Sends one file; told how much of it is sent, 0 to 1. */
export type SendFile = (
  upload: Upload,
  signal: AbortSignal,
  onProgress: (share: number) => void,
) => Promise<Image>;

export interface UploadQueue {
  uploads: Store<Upload[]>;
  add(files: Iterable<File>): void;
  edit(id: string, change: Partial<ImageText>): void;
  /** Sends all that is ready. */
  start(): void;
  /** Sends those again that failed or were cancelled: one, or all. */
  retry(id?: string): void;
  cancel(id: string): void;
  remove(id: string): void;
  clearDone(): void;
}

/** Two keep the line busy while the hub stores one. */
const AT_ONCE = 2;

/**
 * Uploads of several files, a few at a time. What a person decides about one file leaves the others alone, but for a
 * plan that is used up: then those not yet sent go back to being ready, since each would be refused too.
 */
export function createUploadQueue(send: SendFile): UploadQueue {
  const uploads = createStore<Upload[]>([]);
  const running = new Map<string, AbortController>();

  function update(id: string, change: (upload: Upload) => Upload): void {
    uploads.set(uploads.get().map((upload) => (upload.id === id ? change(upload) : upload)));
  }

  function setState(id: string, state: UploadState): void {
    update(id, (upload) => ({ ...upload, state }));
  }

  function move(from: UploadState['name'][], to: 'waiting' | 'ready', id?: string): void {
    uploads.set(
      uploads
        .get()
        .map((upload) =>
          from.includes(upload.state.name) && (id === undefined || id === upload.id)
            ? { ...upload, state: { name: to } }
            : upload,
        ),
    );
  }

  function pump(): void {
    while (running.size < AT_ONCE) {
      const next = uploads.get().find(({ id, state }) => state.name === 'waiting' && !running.has(id));
      if (!next) return;
      void run(next);
    }
  }

  async function run(upload: Upload): Promise<void> {
    const { id } = upload;
    const controller = new AbortController();
    running.set(id, controller);
    setState(id, { name: 'sending', share: 0 });
    try {
      const image = await send(upload, controller.signal, (share) =>
        setState(id, share < 1 ? { name: 'sending', share } : { name: 'storing' }),
      );
      setState(id, { name: 'done', image });
    } catch (error) {
      if (controller.signal.aborted) setState(id, { name: 'cancelled' });
      else setState(id, { name: 'failed', error });
      if (error instanceof Problem && error.status === 429) move(['waiting'], 'ready');
    } finally {
      running.delete(id);
      pump();
    }
  }

  return {
    uploads,
    add(files) {
      const added = Array.from(
        files,
        (file): Upload => ({
          id: uuidv7(),
          file,
          text: { title: titleFrom(file.name), alt: '', tags: '', visibility: 'public' },
          state: { name: 'ready' },
        }),
      );
      uploads.set([...uploads.get(), ...added]);
    },
    edit: (id, change) => update(id, (upload) => ({ ...upload, text: { ...upload.text, ...change } })),
    start() {
      move(['ready'], 'waiting');
      pump();
    },
    retry(id) {
      move(id === undefined ? ['failed'] : ['failed', 'cancelled'], 'waiting', id);
      pump();
    },
    cancel(id) {
      const controller = running.get(id);
      if (controller) controller.abort();
      else setState(id, { name: 'cancelled' });
    },
    remove: (id) => uploads.set(uploads.get().filter((upload) => upload.id !== id)),
    clearDone: () => uploads.set(uploads.get().filter(({ state }) => state.name !== 'done')),
  };
}

/** "sea_at-dusk.jpg" is a fair first title as "sea at dusk". */
function titleFrom(fileName: string): string {
  return fileName
    .replace(/\.[^.]+$/, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim();
}
