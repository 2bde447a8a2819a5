import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { Problem } from '@imagehub/common';
import { Disk } from 'flydrive';
import { incomingKey, ORIGINALS, originalKey } from './keys.js';
import type { LocalDriver } from './local-driver.js';
import type { Originals } from './originals.js';

export interface S3Options {
  bucket: string;
  /** URL of a server that speaks S3; empty for AWS. */
  endpoint: string;
  region: string;
  /** Empty for where the AWS SDK looks by itself. */
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * Originals in a bucket. Work on pixels wants files, so an original is fetched into the folder of uploads for as long as
 * the work takes.
 */
export async function s3Originals(options: S3Options, folder: LocalDriver): Promise<Originals> {
  // Loaded only where it is used: the SDK takes 30 MB of memory.
  const { GetObjectCommand, HeadBucketCommand, S3Client } = await import('@aws-sdk/client-s3');
  const { S3Driver } = await import('flydrive/drivers/s3');
  const { bucket } = options;
  const client = new S3Client(configuration(options));
  const disk = new Disk(new S3Driver({ client, bucket, visibility: 'private', supportsACL: false }));

  async function send(file: string, hash: string): Promise<void> {
    const key = originalKey(hash);
    if (await disk.exists(key)) return;
    const { size } = await stat(file);
    await disk.putStream(key, createReadStream(file), { contentLength: size });
  }

  const originals: Originals = {
    // flydrive knows no ranges.
    async open(hash, range) {
      const wanted = range && { Range: `bytes=${range.start}-${range.end}` };
      try {
        const answer = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: originalKey(hash), ...wanted }),
        );
        return { bytes: answer.ContentLength ?? 0, body: answer.Body as Readable };
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
    exists: (hash) => disk.exists(originalKey(hash)),
    prepare: send,
    adopt: send,
    async withFile(hash, work) {
      const copy = incomingKey();
      const blob = await originals.open(hash);
      if (!blob) throw new Error('there is no such original in the bucket');
      try {
        await folder.putStream(copy, blob.body as Readable);
        return await work(folder.path(copy));
      } finally {
        await folder.delete(copy);
      }
    },
    delete: (hash) => disk.delete(originalKey(hash)),
    async *pages() {
      let next: { paginationToken?: string } = {};
      do {
        const { objects, paginationToken } = await disk.listAll(`${ORIGINALS}/`, {
          recursive: true,
          ...next,
        });
        yield [...objects].filter((object) => object.isFile).map(({ name }) => name);
        next = paginationToken ? { paginationToken } : {};
      } while (next.paginationToken);
    },
    async check(signal) {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal });
    },
  };
  return { ...originals, ...sayingSo(originals) };
}

function configuration({ endpoint, region, accessKeyId, secretAccessKey }: S3Options): S3ClientConfig {
  return {
    region,
    ...(endpoint && { endpoint, forcePathStyle: true }),
    ...(accessKeyId && { credentials: { accessKeyId, secretAccessKey } }),
    // A server that hangs is a server that is away. All attempts together take less than a transaction may: a deletion
    // that outlived its lock could hit bytes that were stored anew.
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 25_000, throwOnRequestTimeout: true },
    // Checksums in trailers are what many servers do not know; the key is a checksum already.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  };
}

/** The calls on which a request waits, failing with a problem that says that the storage is away. */
function sayingSo({ open, exists, prepare, adopt, delete: remove }: Originals) {
  async function attempt<T>(call: Promise<T>): Promise<T> {
    return call.catch((cause: unknown) => {
      throw new Problem(503, 'The storage of pictures cannot be reached right now. Try again shortly.', {
        kind: 'storage-unavailable',
        retryAfter: 2,
        cause,
      });
    });
  }
  return {
    open: (...args: Parameters<typeof open>) => attempt(open(...args)),
    exists: (hash: string) => attempt(exists(hash)),
    prepare: (file: string, hash: string) => attempt(prepare(file, hash)),
    adopt: (file: string, hash: string) => attempt(adopt(file, hash)),
    delete: (hash: string) => attempt(remove(hash)),
  };
}
