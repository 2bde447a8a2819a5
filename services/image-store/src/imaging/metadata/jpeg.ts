import { pieces } from './bounds.js';
import { Damaged } from './damaged.js';
import { orientationBlock } from './exif.js';
import type { Strip } from './strip.js';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;

/** Segments that begin like this stay, of those that applications put in (APPn); all comments go. */
const KEPT: Record<number, string> = {
  [APP0]: 'JFIF\0',
  // Colour profile (ICC.1, annex B.4).
  226: 'ICC_PROFILE\0',
  // Says how colours are transformed; without it they turn out wrong.
  238: 'Adobe',
};

/** JPEG: segments up to a scan, scans up to the end of image (ITU-T T.81, annex B). */
export const stripJpeg: Strip = (bytes, orientation) => {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw new Damaged('no start of image');
  const parts = [bytes.subarray(0, 2)];
  const take = pieces();
  let isTold = orientation === 1;
  let at = 2;
  for (;;) {
    take(1);
    const start = at;
    const marker = markerAt(bytes, at);
    at = marker.end;
    if (marker.code === EOI) {
      parts.push(bytes.subarray(start, at));
      return parts;
    }
    if (at + 2 > bytes.length) throw new Damaged('a segment is cut off');
    const length = bytes.readUInt16BE(at);
    if (length < 2 || at + length > bytes.length) throw new Damaged('a segment is cut off');
    const body = bytes.subarray(at + 2, at + length);
    at += length;
    if (!isKept(marker.code, body)) continue;
    // JFIF's own segment wants to be the first.
    if (!isTold && marker.code !== APP0) {
      parts.push(exifSegment(orientation));
      isTold = true;
    }
    if (marker.code === SOS) at = endOfScan(bytes, at);
    parts.push(bytes.subarray(start, at));
  }
};

function markerAt(bytes: Buffer, start: number): { code: number; end: number } {
  let at = start;
  if (bytes[at] !== 0xff) throw new Damaged('there is no marker where one must be');
  // Any number of fill bytes may stand before a marker.
  while (bytes[at] === 0xff) at += 1;
  const code = bytes[at];
  if (code === undefined || code === 0) throw new Damaged('a marker is cut off');
  return { code, end: at + 1 };
}

function isKept(code: number, body: Buffer): boolean {
  const isComment = code === 0xfe;
  const isApplication = code >= APP0 && code <= 0xef;
  if (!isComment && !isApplication) return true;
  const start = KEPT[code];
  return start !== undefined && body.subarray(0, start.length).equals(Buffer.from(start, 'latin1'));
}

/** Where the next marker is that ends a scan: neither a stuffed zero nor a restart. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    const belongs = next === 0 || next === 0xff || (next !== undefined && next >= 0xd0 && next <= 0xd7);
    if (next !== undefined && !belongs) return at;
  }
  throw new Damaged('there is no end of image');
}

function exifSegment(orientation: number): Buffer {
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), orientationBlock(orientation)]);
  const head = Buffer.from([0xff, 0xe1, 0, body.length + 2]);
  return Buffer.concat([head, body]);
}
