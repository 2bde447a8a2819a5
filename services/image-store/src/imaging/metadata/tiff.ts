import { type Allowance, overwriting, pieces } from './bounds.js';
import { Damaged } from './damaged.js';
import type { Strip } from './strip.js';

/**
 * Tags that a decoder needs, by number (TIFF 6.0, its technical notes, and libtiff's own): sizes, layout, compression,
 * colours, orientation, resolution and the colour profile.
 */
const KEPT = new Set([
  254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 290, 291,
  292, 293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 332, 333, 334, 336, 337, 338, 339,
  340, 341, 342, 343, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 32995, 32996,
  32997, 32998, 34675, 50674,
]);

/** Tags whose values are directories: further pictures, EXIF, GPS, interoperability. */
const DIRECTORIES = new Set([330, 34665, 34853, 40965]);

/** Bytes of a value, by the number of its type. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** Directories within directories: a legal file has two levels. */
const MAX_DEPTH = 4;

interface File {
  bytes: Buffer;
  read: (at: number, size: number) => number;
  write: (value: number, at: number, size: number) => void;
  /** Bytes of an offset, of a count of entries, and of an entry: 4, 2 and 12, or in BigTIFF 8, 8 and 20. */
  word: number;
  count: number;
  entry: number;
  /** Directories that were read: none is read twice. */
  seen: Set<number>;
  take: Allowance;
  overwrite: Allowance;
}

interface Entry {
  at: number;
  tag: number;
  type: number;
  values: number;
  /** Where the values are: in the entry itself when they fit. */
  start: number;
  end: number;
  isInline: boolean;
}

/**
 * TIFF: directories of tags that point to values anywhere in the file. So the file keeps its length and places; what is
 * not kept leaves its directory and is overwritten with zeros. Orientation is one of the tags kept.
 */
export const stripTiff: Strip = (original) => {
  const file = open(Buffer.from(original));
  let at = file.read(file.word === 8 ? 8 : 4, file.word);
  while (at !== 0) at = clean(file, at);
  return [file.bytes];
};

function open(bytes: Buffer): File {
  const isLittle = bytes.toString('latin1', 0, 2) === 'II';
  const inBounds = (at: number, size: number) => {
    if (at + size > bytes.length) throw new Damaged('a directory is cut off');
  };
  const read = (at: number, size: number) => {
    inBounds(at, size);
    if (size === 8) return Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
    return isLittle ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size);
  };
  const write = (value: number, at: number, size: number) => {
    if (size === 8) {
      if (isLittle) bytes.writeBigUInt64LE(BigInt(value), at);
      else bytes.writeBigUInt64BE(BigInt(value), at);
    } else if (isLittle) bytes.writeUIntLE(value, at, size);
    else bytes.writeUIntBE(value, at, size);
  };
  const version = read(2, 2);
  if (version !== 42 && version !== 43) throw new Damaged('no TIFF header');
  const sizes = version === 43 ? { word: 8, count: 8, entry: 20 } : { word: 4, count: 2, entry: 12 };
  return { bytes, read, write, ...sizes, seen: new Set(), take: pieces(), overwrite: overwriting(bytes) };
}

/** @returns where the next directory is; 0 for none. */
function clean(file: File, at: number): number {
  const { bytes, count } = file;
  const entries = entriesOf(file, at);
  const next = file.read(endOf(file, at, entries), file.word);
  const kept: Buffer[] = [];
  for (const entry of entries) {
    if (!KEPT.has(entry.tag)) blank(file, entry, 0);
    else if (entry.end > bytes.length) throw new Damaged('values are cut off');
    else kept.push(Buffer.from(bytes.subarray(entry.at, entry.at + file.entry)));
  }
  const start = at + count;
  bytes.fill(0, start, endOf(file, at, entries) + file.word);
  file.write(kept.length, at, count);
  Buffer.concat(kept).copy(bytes, start);
  file.write(next, start + kept.length * file.entry, file.word);
  return next;
}

function entriesOf(file: File, at: number): Entry[] {
  if (file.seen.has(at)) throw new Damaged('a directory comes twice');
  file.seen.add(at);
  const count = file.read(at, file.count);
  file.take(1 + count);
  if (at + file.count + count * file.entry + file.word > file.bytes.length) {
    throw new Damaged('a directory is cut off');
  }
  return Array.from({ length: count }, (_, index) => entryAt(file, at + file.count + index * file.entry));
}

function entryAt(file: File, at: number): Entry {
  const [tag, type, values] = [file.read(at, 2), file.read(at + 2, 2), file.read(at + 4, file.word)];
  const length = (SIZES[type] ?? 0) * values;
  const field = at + 4 + file.word;
  const isInline = length <= file.word;
  const start = isInline ? field : file.read(field, file.word);
  return { at, tag, type, values, start, end: start + length, isInline };
}

/** Overwrites an entry's values, and the directories that they point to. */
function blank(file: File, entry: Entry, depth: number): void {
  if (entry.end > file.bytes.length) return;
  if (DIRECTORIES.has(entry.tag) && depth < MAX_DEPTH) {
    const size = SIZES[entry.type] ?? 0;
    for (let at = entry.start; size >= 4 && at < entry.end; at += size) {
      blankDirectory(file, file.read(at, size), depth + 1);
    }
  }
  if (entry.isInline) return;
  file.overwrite(entry.end - entry.start);
  file.bytes.fill(0, entry.start, entry.end);
}

function blankDirectory(file: File, at: number, depth: number): void {
  const entries = entriesOf(file, at);
  for (const entry of entries) blank(file, entry, depth);
  file.bytes.fill(0, at, endOf(file, at, entries) + file.word);
}

function endOf(file: File, at: number, entries: Entry[]): number {
  return at + file.count + entries.length * file.entry;
}
