import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { startS3, type TestS3 } from '../testing-s3.js';
import { LocalDriver } from './local-driver.js';
import { localOriginals } from './local-originals.js';
import type { Blob, Originals, Range } from './originals.js';
import { s3Originals } from './s3-originals.js';

vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 });

const { signal } = new AbortController();

let folder: string;
let driver: LocalDriver;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'imagehub-originals-'));
  driver = new LocalDriver(folder);
  await mkdir(path.join(folder, 'incoming'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('originals in a folder', () => {
  conformance(() => localOriginals(driver));
});

describe.skipIf(inject('s3Server') === '')('originals in a bucket', () => {
  let s3: TestS3;
  beforeAll(async () => {
    s3 = await startS3(inject('s3Server'));
  });
  afterAll(() => s3.close());

  function inBucket() {
    const { S3_BUCKET, S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = s3.environment;
    return s3Originals(
      {
        bucket: S3_BUCKET,
        endpoint: S3_ENDPOINT,
        region: S3_REGION,
        accessKeyId: S3_ACCESS_KEY_ID,
        secretAccessKey: S3_SECRET_ACCESS_KEY,
      },
      driver,
    );
  }

  conformance(inBucket);

  it('say so while the server is away, and are back with it', async () => {
    const originals = await inBucket();
    const { file, hash, bytes } = await someFile();
    await originals.adopt(file, hash);
    await s3.stop();
    for (const call of ['open', 'exists', 'delete'] as const) {
      const problem = { statusCode: 503, options: { kind: 'storage-unavailable' } };
      await expect(originals[call](hash)).rejects.toMatchObject(problem);
    }
    await expect(originals.check(signal)).rejects.toThrow();
    await s3.start();
    await originals.check(signal);
    expect((await read(originals, hash)).equals(bytes)).toBe(true);
  });
});

/** What originals promise, wherever they are. */
function conformance(make: () => Promise<Originals>): void {
  let originals: Originals;
  beforeEach(async () => {
    originals = await make();
  });

  it.each([1, 1000, 700_000])('come back as they were, %i bytes', async (length) => {
    const { file, hash, bytes } = await someFile(length);
    await originals.prepare(file, hash);
    await originals.adopt(file, hash);
    expect(await originals.exists(hash)).toBe(true);
    expect((await read(originals, hash)).equals(bytes)).toBe(true);
  });

  it('are stored once, however often', async () => {
    const { file, hash, bytes } = await someFile();
    await originals.adopt(file, hash);
    await writeFile(file, bytes);
    await originals.adopt(file, hash);
    expect((await read(originals, hash)).equals(bytes)).toBe(true);
    const all: string[] = [];
    for await (const page of originals.pages()) all.push(...page);
    expect(all.filter((name) => name === hash)).toHaveLength(1);
  });

  it.each([
    [0, 0],
    [10, 19],
    [0, 699_999],
    [699_999, 699_999],
    [100_000, 600_000],
  ])('come in parts: bytes %i to %i', async (start, end) => {
    const { file, hash, bytes } = await someFile(700_000);
    await originals.adopt(file, hash);
    const part = await read(originals, hash, { start, end });
    expect(part.equals(bytes.subarray(start, end + 1))).toBe(true);
  });

  it('are a file for work that wants one, and no longer than it takes', async () => {
    const { file, hash, bytes } = await someFile();
    await originals.adopt(file, hash);
    await originals.withFile(hash, async (path) => expect(await readFile(path)).toEqual(bytes));
    await expect(originals.withFile(hash, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await rm(file, { force: true });
    expect(await readdir(path.join(folder, 'incoming'))).toEqual([]);
  });

  it('that are deleted are not there', async () => {
    const { file, hash } = await someFile();
    await originals.adopt(file, hash);
    await originals.delete(hash);
    await originals.delete(hash);
    expect(await originals.exists(hash)).toBe(false);
    expect(await originals.open(hash)).toBeUndefined();
    await expect(originals.withFile(hash, (file) => readFile(file))).rejects.toThrow();
  });

  it('can be had', async () => {
    await originals.check(signal);
  });
}

async function someFile(length = 5000) {
  const bytes = randomBytes(length);
  const file = path.join(folder, 'incoming', randomBytes(8).toString('hex'));
  await writeFile(file, bytes);
  return { file, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

async function read(originals: Originals, hash: string, range?: Range): Promise<Buffer> {
  const blob = await originals.open(hash, range);
  if (!blob) throw new Error('there is no such original');
  const bytes = await bytesOf(blob);
  expect(blob.bytes).toBe(bytes.length);
  return bytes;
}

function bytesOf({ body }: Blob): Promise<Buffer> {
  return Buffer.isBuffer(body) ? Promise.resolve(body) : buffer(body);
}
