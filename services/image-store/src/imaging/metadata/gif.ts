import { pieces } from './bounds.js';
import { Damaged } from './damaged.js';
import type { Strip } from './strip.js';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;

/** Applications that say how often an animation repeats, or what its colours are. */
const KEPT = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);

/** GIF: blocks up to a trailer (GIF89a, 17 to 27). Its pixels are never turned. */
export const stripGif: Strip = (bytes) => {
  const flags = byteAt(bytes, 10);
  let at = 13 + colourTable(flags);
  const parts = [bytes.subarray(0, at)];
  const take = pieces();
  for (;;) {
    take(1);
    const start = at;
    const kind = byteAt(bytes, at);
    if (kind === TRAILER) {
      parts.push(bytes.subarray(at, at + 1));
      return parts;
    }
    // A zero too many is common, and no decoder minds.
    if (kind === 0) {
      at += 1;
      continue;
    }
    if (kind === IMAGE) at = subBlocks(bytes, at + 11 + colourTable(byteAt(bytes, at + 9)));
    else if (kind === EXTENSION) at = subBlocks(bytes, at + 2);
    else throw new Damaged('a block of no kind that there is');
    if (kind === IMAGE || isKept(bytes, start)) parts.push(bytes.subarray(start, at));
  }
};

function isKept(bytes: Buffer, start: number): boolean {
  const label = byteAt(bytes, start + 1);
  if (label !== APPLICATION) return label === GRAPHIC_CONTROL;
  return KEPT.has(bytes.toString('latin1', start + 3, start + 14));
}

/** Where a run of sub-blocks ends, each led by its length and the last by zero. */
function subBlocks(bytes: Buffer, start: number): number {
  let at = start;
  for (let length = byteAt(bytes, at); length > 0; length = byteAt(bytes, at)) at += 1 + length;
  return at + 1;
}

function colourTable(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function byteAt(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Damaged('the file is cut off');
  return byte;
}
