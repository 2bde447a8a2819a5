import { type Allowance, overwriting, pieces } from './bounds.js';
import { Damaged } from './damaged.js';
import { emptyBlock } from './exif.js';
import type { Strip } from './strip.js';

interface File {
  bytes: Buffer;
  count: Allowance;
  overwrite: Allowance;
}

interface Box {
  type: string;
  /** Where its type is, and from where to where its content is. */
  label: number;
  start: number;
  end: number;
}

/** Boxes that pictures and sequences are made of; what other boxes hold is not looked at by decoders. */
const KEPT = new Set(['ftyp', 'meta', 'mdat', 'moov', 'moof', 'mfra', 'styp', 'sidx']);

/** Boxes of sequences and of their tracks that describe instead of show. */
const DESCRIPTIONS = new Set(['udta', 'meta', 'uuid', 'free', 'skip']);

/** Items that are no picture: EXIF, XMP (as mime), links. */
const PRIVATE = new Set(['Exif', 'mime', 'uri ']);

/**
 * AVIF: boxes within boxes (ISO/IEC 14496-12), whose items are found by their place in the file (ISO/IEC 23008-12). So
 * the file keeps its length, and what is not kept is overwritten with zeros. Its orientation is a property of the
 * picture, not of EXIF, and stays.
 */
export const stripAvif: Strip = (original) => {
  const bytes = Buffer.from(original);
  const file: File = { bytes, count: pieces(), overwrite: overwriting(bytes) };
  const top = boxes(file, 0, bytes.length);
  const types = top.map(({ type }) => type);
  if (types[0] !== 'ftyp' || !types.includes('meta')) throw new Damaged('no file type, or no items');
  for (const box of top) {
    if (!KEPT.has(box.type)) blank(bytes, box);
    else if (box.type === 'meta') blankItems(file, box);
    else if (box.type === 'moov') blankDescriptions(file, box);
  }
  return [bytes];
};

function boxes({ bytes, count }: File, start: number, end: number): Box[] {
  const found: Box[] = [];
  for (let at = start; at < end; ) {
    count(1);
    if (at + 8 > end) throw new Damaged('a box is cut off');
    const short = bytes.readUInt32BE(at);
    if (short === 1 && at + 16 > end) throw new Damaged('a box is cut off');
    const head = short === 1 ? 16 : 8;
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short || end - at;
    if (size < head || at + size > end) throw new Damaged('a box is cut off');
    const label = at + 4;
    found.push({ type: bytes.toString('latin1', label, label + 4), label, start: at + head, end: at + size });
    at += size;
  }
  return found;
}

function blank(bytes: Buffer, { label, start, end }: Box): void {
  bytes.write('free', label, 'latin1');
  bytes.fill(0, start, end);
}

function blankDescriptions(file: File, container: Box): void {
  for (const box of boxes(file, container.start, container.end)) {
    if (DESCRIPTIONS.has(box.type)) blank(file.bytes, box);
    else if (box.type === 'trak' && container.type === 'moov') blankDescriptions(file, box);
  }
}

function blankItems(file: File, meta: Box): void {
  const { bytes, overwrite } = file;
  // Behind version and flags.
  const children = boxes(file, meta.start + 4, meta.end);
  const child = (type: string) => children.find((box) => box.type === type);
  for (const box of children) if (box.type === 'uuid') blank(bytes, box);
  const [infos, places] = [child('iinf'), child('iloc')];
  if (!infos || !places) throw new Damaged('the items are not told');
  const types = itemTypes(file, infos);
  for (const { item, start, end } of extents(file, places, child('idat'))) {
    if (start > end || end > bytes.length) throw new Damaged('an item is cut off');
    const type = types.get(item) ?? '';
    if (!PRIVATE.has(type)) continue;
    overwrite(end - start);
    bytes.fill(0, start, end);
    // Four bytes say where the block begins.
    if (type === 'Exif' && end - start > 4) emptyBlock(end - start - 4).copy(bytes, start + 4);
  }
}

/** What each item is, by its number (iinf, 8.11.6). */
function itemTypes(file: File, infos: Box): Map<number, string> {
  const { bytes } = file;
  const types = new Map<number, string>();
  const wide = bytes[infos.start] !== 0;
  for (const { type, start, end } of boxes(file, infos.start + (wide ? 8 : 6), infos.end)) {
    const size = bytes[start] === 2 ? 2 : 4;
    if (type !== 'infe' || start + 4 + size + 6 > end) continue;
    const label = start + 4 + size + 2;
    types.set(bytes.readUIntBE(start + 4, size), bytes.toString('latin1', label, label + 4));
  }
  return types;
}

interface Extent {
  item: number;
  start: number;
  end: number;
}

/** From where to where in the file each item's bytes are (iloc, 8.11.3). */
function extents({ bytes, count }: File, { start, end }: Box, idat: Box | undefined): Extent[] {
  let at = start + 4;
  const take = (size: number): number => {
    if (at + size > end) throw new Damaged('the places of the items are cut off');
    at += size;
    if (size === 0) return 0;
    return size === 8 ? Number(bytes.readBigUInt64BE(at - 8)) : bytes.readUIntBE(at - size, size);
  };
  const version = bytes[start] ?? 0;
  const [sizes, moreSizes] = [take(1), take(1)];
  const [offsetSize, lengthSize, baseSize] = [sizes >> 4, sizes & 15, moreSizes >> 4];
  const indexSize = version === 0 ? 0 : moreSizes & 15;
  for (const size of [offsetSize, lengthSize, baseSize, indexSize]) {
    if (![0, 4, 8].includes(size)) throw new Damaged('the places of the items make no sense');
  }
  const found: Extent[] = [];
  for (let items = take(version < 2 ? 2 : 4); items > 0; items -= 1) {
    count(1);
    const item = take(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : take(2) & 15;
    take(2);
    const base = take(baseSize) + (method === 1 ? (idat?.start ?? 0) : 0);
    for (let parts = take(2); parts > 0; parts -= 1) {
      // All of their fields may have no bytes at all.
      count(1);
      take(indexSize);
      const from = base + take(offsetSize);
      const length = take(lengthSize);
      // Of other items, whose bytes are in this list themselves.
      if (method < 2) found.push({ item, start: from, end: from + length });
    }
  }
  return found;
}
