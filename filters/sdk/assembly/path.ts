/**
 * Request paths as the router behind the proxy reads them, on bytes.
 *
 * A path is read in several ways, and a pattern matches if it matches any of them, so that no spelling slips
 * past it:
 * - as it stands: split at `/`, each segment percent-decoded once. This is how find-my-way (Fastify's router)
 *   sees it;
 * - normalised: percent-decoded including `%2F` and `%5C`, `\` taken for `/`, matrix parameters (`;…`) cut,
 *   empty segments dropped and dot segments resolved (RFC 3986, 5.2.4). This is how proxies with path
 *   normalisation see it;
 * - as it stands, up to the first `;`. This is how find-my-way sees it with `useSemicolonDelimiter`;
 * - the first and the last without empty segments. This is how find-my-way sees it with `ignoreDuplicateSlashes`,
 *   which leaves dot segments as they are.
 *
 * Literal segments match in any case. All this is on the safe side: a path may match that the router answers
 * with 404.
 */
import { allocate } from './arena';
import { Field } from './configuration';
import { hexDigit } from './json-text';
import { byteAt, equalIgnoringCase, indexOf, lengthOf, NOTHING, slice, View, viewOf } from './view';

/** Most segments of a pattern; a path with more matches none. */
export const MAX_SEGMENTS: i32 = 16;

const READINGS: i32 = 5;

/** The readings of the path of the present request; made once per VM and reused. */
@final
export class RequestPath {
  private readonly readings: StaticArray<Segments> = new StaticArray<Segments>(READINGS);
  /** How many of the readings count: one for a path that reads the same in all ways. */
  private count: i32 = 0;

  constructor() {
    for (let i = 0; i < READINGS; i++) this.readings[i] = new Segments();
  }

  /** Reads the value of `:path`; valid until the callback returns. */
  read(target: View): RequestPath {
    this.count = 1;
    if (this.readings[0].splitPlain(target)) return this;
    this.count = READINGS;
    const path = pathOf(target);
    const parameters = indexOf(path, SEMICOLON, 1);
    const beforeParameters = parameters < 0 ? path : slice(path, 0, parameters);
    this.readings[0].split(path, true);
    this.readings[1].splitNormalised(decoded(path));
    this.readings[2].split(beforeParameters, true);
    this.readings[3].split(path, false);
    this.readings[4].split(beforeParameters, false);
    return this;
  }

  matches(pattern: PathPattern): bool {
    for (let i = 0; i < this.count; i++) if (pattern.matches(this.readings[i])) return true;
    return false;
  }
}

/** Literal segments, and a lone `*` for any one segment. */
@final
export class PathPattern {
  private readonly segments: Segments = new Segments();

  /** Reads a pattern; what is no pattern becomes a fault of the field. */
  static from(field: Field): PathPattern {
    const pattern = new PathPattern();
    const text = field.text(512);
    pattern.segments.split(text, true);
    if (pattern.segments.count > MAX_SEGMENTS) field.refuse('must have at most 16 segments');
    else if (lengthOf(text) > 0 && !(isPattern(text) && pattern.segments.areNames())) {
      field.refuse(
        'must be / and plain segments or *, without query, escapes, dot segments or a slash at its end',
      );
    }
    return pattern;
  }

  matches(path: Segments): bool {
    const count = this.segments.count;
    if (path.count != count || count > MAX_SEGMENTS) return false;
    for (let i = 0; i < count; i++) {
      const wanted = this.segments.at(i);
      if (lengthOf(wanted) == 1 && byteAt(wanted, 0) == STAR) continue;
      if (!equalIgnoringCase(wanted, path.at(i))) return false;
    }
    return true;
  }
}

/** A path in pieces. */
@final
class Segments {
  /** How many there are, of which at most MAX_SEGMENTS are kept. */
  count: i32 = 0;
  private readonly views: StaticArray<View> = new StaticArray<View>(MAX_SEGMENTS);

  @inline
  at(index: i32): View {
    return this.views[index];
  }

  /**
   * Splits behind each `/` and decodes each segment. The first byte counts as one whatever it is: the router
   * skips it.
   */
  split(path: View, keepsEmpty: bool): void {
    this.count = 0;
    const length = lengthOf(path);
    let begin = 1;
    for (let i = 1; i <= length; i++) {
      if (i < length && byteAt(path, i) != SLASH) continue;
      if (keepsEmpty || begin < i) this.push(decoded(slice(path, begin, i)));
      begin = i + 1;
    }
  }

  /**
   * Splits the path of a target that reads the same in all ways, in one pass; false if it does not: if it has
   * escapes, parameters, backslashes, or empty or dot segments.
   */
  splitPlain(target: View): bool {
    this.count = 0;
    const length = lengthOf(target);
    if (length == 0 || byteAt(target, 0) != SLASH) return false;
    let begin = 1;
    let previous = SLASH;
    for (let i = 1; i < length; i++) {
      const byte = byteAt(target, i);
      if (byte == QUESTION || byte == HASH) return this.pushLast(target, begin, i);
      if (byte == PERCENT || byte == SEMICOLON || byte == BACKSLASH) return false;
      if (previous == SLASH && (byte == DOT || byte == SLASH)) return false;
      if (byte == SLASH) {
        this.push(slice(target, begin, i));
        begin = i + 1;
      }
      previous = byte;
    }
    return this.pushLast(target, begin, length);
  }

  private pushLast(target: View, begin: i32, end: i32): bool {
    if (begin == end) return false;
    this.push(slice(target, begin, end));
    return true;
  }

  /**
   * Splits a decoded path at each `/` or `\`, cuts parameters, resolves dot segments and drops empty ones.
   */
  splitNormalised(path: View): void {
    this.count = 0;
    const length = lengthOf(path);
    let begin = 0;
    for (let i = 0; i <= length; i++) {
      if (i < length && byteAt(path, i) != SLASH && byteAt(path, i) != BACKSLASH) continue;
      const whole = slice(path, begin, i);
      const parameters = indexOf(whole, SEMICOLON);
      const segment = parameters < 0 ? whole : slice(whole, 0, parameters);
      begin = i + 1;
      const dots = dotsOf(segment);
      if (dots == 2 && this.count > 0) this.count--;
      if (dots < 0) this.push(segment);
    }
  }

  /** Whether none is empty or made of dots, and a star stands alone. */
  areNames(): bool {
    for (let i = 0; i < this.count; i++) {
      const segment = this.at(i);
      if (dotsOf(segment) >= 0 || (lengthOf(segment) > 1 && indexOf(segment, STAR) >= 0)) return false;
    }
    return true;
  }

  private push(segment: View): void {
    if (this.count < MAX_SEGMENTS) this.views[this.count] = segment;
    this.count++;
  }
}

/** 0, 1 or 2 for the segments that are empty, `.` and `..`; -1 for any other. */
function dotsOf(segment: View): i32 {
  const length = lengthOf(segment);
  if (length > 2) return -1;
  for (let i = 0; i < length; i++) {
    if (byteAt(segment, i) != DOT) return -1;
  }
  return length;
}

const SLASH: u32 = 0x2f;
const STAR: u32 = 0x2a;
const DOT: u32 = 0x2e;
const PERCENT: u32 = 0x25;
const SEMICOLON: u32 = 0x3b;
const BACKSLASH: u32 = 0x5c;
const QUESTION: u32 = 0x3f;
const HASH: u32 = 0x23;

/** The path of a request target: its first byte, and what stands before the query or a fragment. */
export function pathOf(target: View): View {
  for (let i = 1, length = lengthOf(target); i < length; i++) {
    const byte = byteAt(target, i);
    if (byte == QUESTION || byte == HASH) return slice(target, 0, i);
  }
  return target;
}

/** The query of a request target, without its `?`; empty if there is none. */
export function queryOf(target: View): View {
  const start = indexOf(target, QUESTION, 1) + 1;
  if (start == 0) return NOTHING;
  const end = indexOf(target, HASH, start);
  return slice(target, start, end < 0 ? lengthOf(target) : end);
}

/** Whether a pattern's text says what it means: no escapes, parameters or query, and no spaces. */
function isPattern(text: View): bool {
  if (byteAt(text, 0) != SLASH) return false;
  for (let i = 0, length = lengthOf(text); i < length; i++) {
    const byte = byteAt(text, i);
    if (byte <= 0x20 || byte >= 0x7f || byte == QUESTION || byte == HASH) return false;
    if (byte == PERCENT || byte == SEMICOLON || byte == BACKSLASH) return false;
  }
  return true;
}

/** Percent-decodes once; what is no escape stays. Returns the View itself if there is nothing to decode. */
export function decoded(text: View): View {
  if (indexOf(text, PERCENT) < 0) return text;
  const length = lengthOf(text);
  const out = allocate(length);
  let size = 0;
  for (let i = 0; i < length; i++, size++) {
    const byte = byteAt(text, i);
    const high = byte == PERCENT && i + 2 < length ? hexDigit(byteAt(text, i + 1)) : -1;
    const low = high >= 0 ? hexDigit(byteAt(text, i + 2)) : -1;
    if (low >= 0) i += 2;
    store<u8>(out + size, low >= 0 ? <u32>((high << 4) | low) : byte);
  }
  return viewOf(out, size);
}
