import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FSDriver } from 'flydrive/drivers/fs';
import { incomingKey } from './keys.js';
import type { Blob, Range } from './originals.js';

/** Up to this many bytes are read at once: one read costs less than a stream. */
const SMALL = 256 * 1024;

/**
 * flydrive's driver for a folder, with writes that are whole or not at all: bytes go to a file among the incoming ones,
 * to the disk, and only then take their key's name. A crash or a full disk leaves no half blob under a key. Several
 * processes may share the folder. The price is one fsync for each write.
 */
export class LocalDriver extends FSDriver {
  readonly #root: string;

  /** @param root absolute path of the folder. */
  constructor(root: string) {
    super({ location: root, visibility: 'private' });
    this.#root = root;
  }

  /** Where a blob lies, for programs that want a file. */
  path(key: string): string {
    return path.join(this.#root, key);
  }

  /** @returns undefined when there is no such blob. */
  async open(key: string, range?: Range): Promise<Blob | undefined> {
    const handle = await openOrNothing(this.path(key));
    if (!handle) return undefined;
    try {
      const { size } = await handle.stat();
      const { start, end } = range ?? { start: 0, end: size - 1 };
      const bytes = end - start + 1;
      if (bytes > SMALL) return { bytes, body: handle.createReadStream({ start, end }) };
      const body = Buffer.alloc(bytes);
      await handle.read(body, 0, bytes, start);
      await handle.close();
      return { bytes, body };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Says that a blob was used now. */
  async touch(key: string): Promise<void> {
    const now = new Date();
    await utimes(this.path(key), now, now);
  }

  override put(key: string, contents: string | Uint8Array): Promise<void> {
    return this.putStream(key, Readable.from([contents]));
  }

  /** @throws the file system's error, such as ENOSPC; nothing is left then. */
  override async putStream(key: string, contents: Readable): Promise<void> {
    const target = this.path(key);
    const part = this.path(`${incomingKey()}.part`);
    try {
      for (const file of [part, target]) await mkdir(path.dirname(file), { recursive: true });
      await pipeline(contents, createWriteStream(part, { flush: true }));
      await rename(part, target);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  /**
   * Removes all blobs under a prefix. They lose their names in one step, so that whoever puts another one there meanwhile
   * cannot make it fail half-way. One who had found the folder before that step may still land in it, and is removed too.
   */
  override async deleteAll(prefix: string): Promise<void> {
    const condemned = this.path(incomingKey());
    try {
      await rename(this.path(prefix), condemned);
    } catch (error) {
      if (isAbsent(error)) return;
      throw error;
    }
    await rm(condemned, { recursive: true, force: true, maxRetries: 10, retryDelay: 10 });
  }

  /**
   * Takes a file of the same file system in, in one step.
   *
   * @param file absolute path; nothing is there afterwards.
   */
  async take(file: string, key: string): Promise<void> {
    const target = this.path(key);
    await mkdir(path.dirname(target), { recursive: true });
    await rename(file, target);
    await syncFolder(path.dirname(target));
  }
}

async function openOrNothing(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** A new name survives a power failure only when its folder is on the disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
