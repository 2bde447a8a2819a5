import { pieces } from './bounds.js';
import { Damaged } from './damaged.js';
import { orientationBlock } from './exif.js';
import type { Strip } from './strip.js';

const KEPT = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

/** WebP: a RIFF file of chunks (RFC 9649, 2.3 to 2.7). */
export const stripWebp: Strip = (bytes, orientation) => {
  const isRiff = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
  if (!isRiff) throw new Damaged('no RIFF header');
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) throw new Damaged('the file is shorter than its header says');
  const parts: Buffer[] = [];
  const take = pieces();
  for (let at = 12; at < end; ) {
    take(1);
    if (at + 8 > end) throw new Damaged('a chunk is cut off');
    const type = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    // Some writers leave the last byte of padding out.
    const next = Math.min(at + 8 + length + (length % 2), end);
    if (at + 8 + length > end) throw new Damaged('a chunk is cut off');
    const chunk = bytes.subarray(at, next);
    if (type === 'VP8X') parts.push(...withFlags(chunk, orientation !== 1));
    else if (KEPT.has(type)) parts.push(chunk, Buffer.alloc((length % 2) - (next - at - 8 - length)));
    at = next;
  }
  if (orientation !== 1) {
    const block = orientationBlock(orientation);
    parts.push(header('EXIF', block.length), block);
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [
    header('RIFF', length + 4),
    Buffer.from('WEBP', 'latin1'),
    ...parts.filter((part) => part.length > 0),
  ];
};

/** The chunk that announces what is in the file, with other flags; the same bytes when it says so already. */
function withFlags(chunk: Buffer, hasExif: boolean): Buffer[] {
  const flags = chunk[8] ?? 0;
  const changed = (flags & ~(HAS_EXIF | HAS_XMP)) | (hasExif ? HAS_EXIF : 0);
  return [chunk.subarray(0, 8), Buffer.from([changed]), chunk.subarray(9)];
}

function header(type: string, length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.write(type, 'latin1');
  bytes.writeUInt32LE(length, 4);
  return bytes;
}
