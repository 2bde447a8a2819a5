import { describe, expect, it, vi } from 'vitest';
import { Problem } from '../api/problem.js';
import type { Image } from '../api/types.js';
import { createUploadQueue, type SendFile, type Upload } from './queue.js';

/** A queue whose sendings end when the test says so. */
function start(names: string[]) {
  const sent: { upload: Upload; progress: (share: number) => void; end: (error?: unknown) => void }[] = [];
  const send: SendFile = (upload, signal, progress) =>
    new Promise((resolve, reject) => {
      const end = (error?: unknown) =>
        error === undefined ? resolve({ id: upload.id } as Image) : reject(error);
      signal.addEventListener('abort', () => end(signal.reason));
      sent.push({ upload, progress, end });
    });
  const queue = createUploadQueue(send);
  queue.add(names.map((name) => new File(['x'], name)));
  const states = () => queue.uploads.get().map(({ state }) => state.name);
  const id = (index: number) => queue.uploads.get()[index]?.id ?? '';
  return { queue, sent, states, id };
}

const settled = (check: () => void) => vi.waitFor(check, { interval: 1 });

describe('an upload of several files', () => {
  it('waits for its start, then sends two at a time', async () => {
    const { queue, sent, states } = start(['a.jpg', 'b.jpg', 'c.jpg']);
    expect(states()).toEqual(['ready', 'ready', 'ready']);
    queue.start();
    expect(states()).toEqual(['sending', 'sending', 'waiting']);
    sent[0]?.end();
    await settled(() => expect(states()).toEqual(['done', 'sending', 'sending']));
  });

  it('names each picture after its file', () => {
    const { queue } = start(['sea_at-dusk.final.jpg']);
    expect(queue.uploads.get()[0]?.text.title).toBe('sea at dusk.final');
  });

  it('tells how much of each is sent, and that the hub has the last word', () => {
    const { queue, sent } = start(['a.jpg']);
    queue.start();
    sent[0]?.progress(0.4);
    expect(queue.uploads.get()[0]?.state).toEqual({ name: 'sending', share: 0.4 });
    sent[0]?.progress(1);
    expect(queue.uploads.get()[0]?.state).toEqual({ name: 'storing' });
  });

  it('cancels one and goes on with the next', async () => {
    const { queue, states, id } = start(['a.jpg', 'b.jpg', 'c.jpg']);
    queue.start();
    queue.cancel(id(0));
    await settled(() => expect(states()).toEqual(['cancelled', 'sending', 'sending']));
    queue.cancel(id(2));
    await settled(() => expect(states()).toEqual(['cancelled', 'sending', 'cancelled']));
  });

  it('sends one that failed again under the same id, so that it is stored once', async () => {
    const { queue, sent, states, id } = start(['a.jpg']);
    queue.start();
    sent[0]?.end(new Problem(503, 'Service Unavailable', 'Try again.'));
    await settled(() => expect(states()).toEqual(['failed']));
    queue.retry(id(0));
    expect(sent[1]?.upload.id).toBe(sent[0]?.upload.id);
    sent[1]?.end();
    await settled(() => expect(states()).toEqual(['done']));
    queue.clearDone();
    expect(states()).toEqual([]);
  });

  it('holds the rest back when the plan is used up', async () => {
    const { queue, sent, states } = start(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
    queue.start();
    sent[0]?.end(new Problem(429, 'Quota exceeded', 'Later.'));
    await settled(() => expect(states()).toEqual(['failed', 'sending', 'ready', 'ready']));
    queue.retry();
    expect(states()).toEqual(['sending', 'sending', 'ready', 'ready']);
  });
});
