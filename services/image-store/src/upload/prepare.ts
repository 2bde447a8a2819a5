import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { identify, type Look, look, stripped } from '../imaging/inspect.js';
import { memoryFor, type Original } from '../renditions/size.js';
import { THUMBNAIL } from '../renditions/thumbnail.js';

/** A picture as it is to be stored. */
export interface Prepared extends Look {
  picture: Original;
  /** Absolute path of its bytes. */
  path: string;
  /** SHA-256 of its bytes, in hex. */
  hash: string;
  bytes: number;
}

/** Bytes that are hashed between two turns of the event loop: about a millisecond. */
const SLICE = 1_000_000;

/**
 * Takes metadata out of a picture and looks at what is left.
 *
 * @param sent absolute path and hash of the bytes as they were sent.
 * @param key where the bytes without metadata go when they are others; whoever calls removes it.
 * @throws Problem 415 or 422 for what is no picture, or none that can be kept; 503 when too many are waiting.
 */
export async function prepare(
  app: Pick<FastifyInstance, 'imaging' | 'disk' | 'blobs'>,
  sent: { path: string; hash: string },
  key: string,
): Promise<Prepared> {
  const { orientation, ...picture } = await app.imaging(0, (sharp) => identify(sharp, sent.path));
  // One of the few jobs at a time, since it holds all of the picture's bytes.
  const kept = await app.imaging(0, async () => {
    const parts = stripped(picture.format, await readFile(sent.path), orientation);
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    const hash = await hashOf(parts);
    if (hash === sent.hash) return { path: sent.path, hash, bytes };
    await app.disk.putStream(key, Readable.from(parts));
    return { path: app.blobs.path(key), hash, bytes };
  });
  const seen = await app.imaging(memoryFor(picture, THUMBNAIL), (sharp) => look(sharp, kept.path, picture));
  return { picture, ...kept, ...seen };
}

async function hashOf(parts: Buffer[]): Promise<string> {
  const hash = createHash('sha256');
  for (const part of parts) {
    for (let at = 0; at < part.length; at += SLICE) {
      hash.update(part.subarray(at, at + SLICE));
      if (at > 0) await setImmediate();
    }
  }
  return hash.digest('hex');
}
