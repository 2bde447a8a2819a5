import { crc32 } from 'node:zlib';
import { pieces } from './bounds.js';
import { Damaged } from './damaged.js';
import { orientationBlock } from './exif.js';
import type { Strip } from './strip.js';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Chunks that decide on how a picture looks (PNG, third edition, 11.2 and 11.3); text, time and EXIF are not among them. */
const KEPT = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(
    ' ',
  ),
);

/** PNG: chunks, each with a checksum. */
export const stripPng: Strip = (bytes, orientation) => {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new Damaged('no PNG signature');
  const parts = [bytes.subarray(0, 8)];
  const take = pieces();
  let isTold = orientation === 1;
  let at = 8;
  for (;;) {
    take(1);
    if (at + 12 > bytes.length) throw new Damaged('there is no end chunk');
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length) throw new Damaged('a chunk is cut off');
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) {
      throw new Damaged('a chunk’s checksum is wrong');
    }
    if (type === 'IDAT' && !isTold) {
      parts.push(chunk('eXIf', orientationBlock(orientation)));
      isTold = true;
    }
    if (KEPT.has(type)) parts.push(bytes.subarray(at, end));
    if (type === 'IEND') return parts;
    at = end;
  }
};

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
