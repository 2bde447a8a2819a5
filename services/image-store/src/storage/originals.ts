import type { Readable } from 'node:stream';

/** Bytes of a blob and how many they are. */
export interface Blob {
  bytes: number;
  body: Buffer | Readable;
}

/** First and last byte, both included, as in RFC 9110, 14.1.2. */
export interface Range {
  start: number;
  end: number;
}

/**
 * Where originals are, each under the SHA-256 of its bytes in hex. Whatever the storage, an original is there whole or
 * not at all, and storing it twice is storing it once.
 */
export interface Originals {
  /** @returns undefined when there is no such original. */
  open(hash: string, range?: Range): Promise<Blob | undefined>;
  exists(hash: string): Promise<boolean>;
  /**
   * Does what takes its time before `adopt`, so that `adopt` may be called while others wait.
   *
   * @param file absolute path of the bytes.
   */
  prepare(file: string, hash: string): Promise<void>;
  /**
   * Stores bytes; whether the file is still there afterwards is left open.
   *
   * @throws the file system's error, such as ENOSPC, or a Problem 503; nothing is left then.
   */
  adopt(file: string, hash: string): Promise<void>;
  /**
   * Gives the bytes as a file, for work that wants one, as long as the work takes.
   *
   * @throws Error when there is no such original.
   */
  withFile<T>(hash: string, work: (file: string) => Promise<T>): Promise<T>;
  /** Does nothing when there is no such original. */
  delete(hash: string): Promise<void>;
  /** The hashes of all that is stored, some at a time. */
  pages(): AsyncIterable<string[]>;
  /** Rejects when originals cannot be had right now. */
  check(signal: AbortSignal): Promise<void>;
}
