import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '@imagehub/common';
import parseRange from 'range-parser';
import type { Range } from './storage/originals.js';

/**
 * The part of something that a GET asks for (RFC 9110, 14.2). Several parts at once, units other than bytes, and an
 * If-Range of another version are answered with the whole, as the RFC allows or demands.
 *
 * @param etag strong, of what there is now.
 * @param size of it in bytes.
 * @returns undefined for the whole.
 * @throws Problem 416 when it ends before the part begins.
 */
export function requestedRange(
  { range, 'if-range': ifRange }: IncomingHttpHeaders,
  etag: string,
  size: number,
): Range | undefined {
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const ranges = parseRange(size, range, { combine: true });
  if (ranges === -1) {
    throw new Problem(416, `The picture has ${size} bytes; the range asked for begins behind them.`, {
      kind: 'range-not-satisfiable',
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
}
