import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Disk } from 'flydrive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalDriver } from './local-driver.js';

let folder: string;
let driver: LocalDriver;
let disk: Disk;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'imagehub-driver-'));
  driver = new LocalDriver(folder);
  disk = new Disk(driver);
});
afterAll(() => rm(folder, { recursive: true }));

async function bytesOf(key: string) {
  const blob = await driver.open(key);
  return (
    blob && { bytes: blob.bytes, body: Buffer.isBuffer(blob.body) ? blob.body : await buffer(blob.body) }
  );
}

describe('a blob', () => {
  it.each([0, 10, 1_000_000])('of %i bytes comes back as it was put', async (length) => {
    const body = Buffer.alloc(length, 7);
    await disk.put('some/blob', body);
    const found = await bytesOf('some/blob');
    expect([found?.bytes, found?.body.equals(body)]).toEqual([length, true]);
  });

  it('that is not there is nothing', async () => {
    expect(await driver.open('no/blob')).toBeUndefined();
    await expect(disk.delete('no/blob')).resolves.toBeUndefined();
  });

  it('is a file taken in, in one step, over another if need be', async () => {
    await disk.put('here', 'new');
    await disk.put('there/it/is', 'old');
    await driver.take(driver.path('here'), 'there/it/is');
    expect((await bytesOf('there/it/is'))?.body.toString()).toBe('new');
    expect(await driver.open('here')).toBeUndefined();
  });

  it('stays as it was, and nothing else is left, when its source fails half-way', async () => {
    await disk.put('kept', 'old');
    async function* failing() {
      yield Buffer.alloc(100_000);
      throw new Error('source is gone');
    }
    await expect(disk.putStream('kept', Readable.from(failing()))).rejects.toThrow('Cannot write');
    expect((await bytesOf('kept'))?.body.toString()).toBe('old');
    expect(await readdir(path.join(folder, 'incoming'))).toEqual([]);
  });

  it('goes with all others under its prefix, also while more are put there', async () => {
    await expect(disk.deleteAll('shelf')).resolves.toBeUndefined();
    for (let round = 0; round < 20; round++) {
      const puts = Array.from({ length: 20 }, (_, i) => disk.put(`shelf/${i}`, 'x').catch(() => {}));
      await puts[0];
      await expect(disk.deleteAll('shelf')).resolves.toBeUndefined();
      await Promise.all(puts);
    }
    await disk.deleteAll('shelf');
    expect(await readdir(folder)).not.toContain('shelf');
    expect(await readdir(path.join(folder, 'incoming'))).toEqual([]);
  });

  it.each(['../outside', 'a/../../outside'])('cannot be outside: %s', async (key) => {
    await expect(disk.put(key, 'x')).rejects.toThrow();
  });
});
