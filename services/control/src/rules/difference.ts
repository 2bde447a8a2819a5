import { isDeepStrictEqual } from 'node:util';
import { createPatch, type Operation } from 'rfc6902';

/** Two edits of one configuration, as JSON Patches (RFC 6902) of it. */
export interface ThreeWay {
  theirs: Operation[];
  yours: Operation[];
  /** JSON Pointers of what both have changed, and not to the same. */
  overlapping: string[];
}

/**
 * What makes one configuration of another.
 *
 * @param comparable whether both are small enough to be gone through: finding the least edit of a list takes the product of
 * the two lengths, and only what conforms to a schema has bounds.
 */
export function difference(from: unknown, to: unknown, comparable: boolean): Operation[] {
  if (isDeepStrictEqual(from, to)) return [];
  return comparable ? createPatch(from, to) : [{ op: 'replace', path: '', value: to }];
}

/** Tells apart what somebody else made of a configuration, and what is to be made of it. */
export function threeWay(theirs: Operation[], yours: Operation[]): ThreeWay {
  const overlapping = yours
    .filter((mine) =>
      theirs.some((other) => touches(mine.path, other.path) && !isDeepStrictEqual(mine, other)),
    )
    .map(({ path }) => path);
  return { theirs, yours, overlapping: [...new Set(overlapping)] };
}

/** Whether one of two JSON Pointers is, or stands within, the other. */
function touches(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
