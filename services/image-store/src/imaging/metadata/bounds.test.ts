import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { picture } from '../../testing.js';
import { identify } from '../inspect.js';
import type { Sharp } from '../sharp.js';
import { Damaged } from './damaged.js';
import { strip } from './strip.js';

const TOO_MANY = new Damaged('it is in more pieces than any picture is');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'imagehub-bounds-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Without bounds each of these files, of some megabytes at most, takes seconds to hours, or all memory. */

it('a picture in millions of tiny pieces is refused', async () => {
  const many = (piece: number[]) => Buffer.alloc(piece.length * 300_000, Buffer.from(piece));
  const jpeg = await picture(8, 8).jpeg().toBuffer();
  const gif = await picture(8, 8).gif().toBuffer();
  const webp = await picture(8, 8).webp().toBuffer();
  const chunks = many([...Buffer.from('ICCP'), 0, 0, 0, 0]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(webp.length - 8 + chunks.length);
  const files = {
    jpeg: Buffer.concat([jpeg.subarray(0, 2), many([0xff, 0xdd, 0, 4, 0, 0]), jpeg.subarray(2)]),
    gif: Buffer.concat([gif.subarray(0, -1), many([0x21, 0xf9, 0]), gif.subarray(-1)]),
    webp: Buffer.concat([webp.subarray(0, 4), size, webp.subarray(8), chunks]),
  };
  for (const [format, bytes] of Object.entries(files)) {
    expect(() => strip(format as keyof typeof files, bytes, 1), format).toThrow(TOO_MANY);
  }
});

it('a TIFF whose entries all claim the same bytes is refused before a decoder sees it', async () => {
  const count = 1000;
  const bytes = directory(count, (entry) => {
    entry.writeUInt16LE(65_000, 0);
    entry.writeUInt16LE(1, 2);
    entry.writeUInt32LE(10_000, 4);
    entry.writeUInt32LE(14 + count * 12, 8);
  });
  const file = path.join(folder, 'overlapping.tif');
  await writeFile(file, Buffer.concat([bytes, Buffer.alloc(10_000)]));
  const sharp = vi.fn();
  await expect(identify(sharp as unknown as Sharp, file)).rejects.toMatchObject({
    statusCode: 422,
    cause: new Damaged('its pieces overlap'),
  });
  expect(sharp).not.toHaveBeenCalled();
});

it('a TIFF of directories that overlap is refused', () => {
  const [subdirectories, room] = [500, 20_000];
  const bytes = directory(1, (entry) => {
    entry.writeUInt16LE(330, 0);
    entry.writeUInt16LE(4, 2);
    entry.writeUInt32LE(subdirectories, 4);
    entry.writeUInt32LE(26, 8);
  });
  const offsets = Buffer.alloc(subdirectories * 4);
  for (let i = 0; i < subdirectories; i += 1)
    offsets.writeUInt32LE(26 + offsets.length + room - 2 * i, 4 * i);
  // Each of them says that it has 1024 entries.
  const rest = Buffer.alloc(2 * room, Buffer.from([0, 4]));
  expect(() => strip('tiff', Buffer.concat([bytes, offsets, rest]), 1)).toThrow(TOO_MANY);
});

it('an AVIF that tells of many places in no bytes is refused', async () => {
  const [items, parts] = [100, 65_535];
  const places = Buffer.alloc(16 + items * 6);
  places.writeUInt32BE(places.length);
  places.write('iloc', 4);
  places.writeUInt16BE(items, 14);
  for (let i = 0; i < items; i += 1) places.writeUInt16BE(parts, 16 + i * 6 + 4);
  const infos = Buffer.from('\0\0\0\x0eiinf\0\0\0\0\0\0', 'latin1');
  const meta = Buffer.alloc(12);
  meta.writeUInt32BE(12 + infos.length + places.length);
  meta.write('meta', 4);
  const type = Buffer.from('\0\0\0\x10ftypavif\0\0\0\0', 'latin1');
  expect(() => strip('avif', Buffer.concat([type, meta, infos, places]), 1)).toThrow(TOO_MANY);
});

it('an AVIF of tracks within tracks within tracks is read without end of the stack', async () => {
  const depth = 50_000;
  const tracks = Buffer.alloc(8 * depth);
  for (let i = 0; i < depth; i += 1) {
    tracks.writeUInt32BE(8 * (depth - i), 8 * i);
    tracks.write(i === 0 ? 'moov' : 'trak', 8 * i + 4);
  }
  const bytes = await picture(8, 8).avif().toBuffer();
  expect(() => strip('avif', Buffer.concat([bytes, tracks]), 1)).not.toThrow();
});

/** A TIFF of one directory. */
function directory(count: number, fill: (entry: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(14 + count * 12);
  bytes.write('II*\0\b', 'latin1');
  bytes.writeUInt16LE(count, 8);
  for (let i = 0; i < count; i += 1) fill(bytes.subarray(10 + i * 12));
  return bytes;
}
