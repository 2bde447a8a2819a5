/**
 * Request paths as the router behind the proxy reads them, on bytes.
 *
 * A path is read twice, and a pattern matches if it matches either reading, so that no spelling slips past it:
 * - as it stands: split at `/`, each segment percent-decoded once. This is how find-my-way (Fastify's router) sees it;
 * - normalised: percent-decoded including `%2F` and `%5C`, `\` taken for `/`, matrix parameters (`;…`) cut, empty
 *   segments dropped and dot segments resolved (RFC 3986, 5.2.4). This is how proxies with path normalisation see it.
 *
 * Literal segments match in any case. Both are on the safe side: a path may match that the router answers with 404.
 */
import { allocate } from './arena';
import { Field } from './configuration';
import { hexDigit } from './json';
import { byteAt, equalIgnoringCase, indexOf, lengthOf, NOTHING, pointerOf, slice, View, viewOf } from './view';

/** Most segments of a pattern; a path with more matches none. */
export const MAX_SEGMENTS: i32 = 16;

/** The two readings of the path of the present request; made once per VM and reused. */
@final
export class RequestPath {
  private readonly plain: StaticArray<View> = new StaticArray<View>(MAX_SEGMENTS);
  private plainCount: i32 = 0;
  private readonly normal: StaticArray<View> = new StaticArray<View>(MAX_SEGMENTS);
  private normalCount: i32 = 0;

  /** Reads the value of `:path`; valid until the callback returns. */
  read(target: View): RequestPath {
    const path = pathOf(target);
    this.plainCount = splitAsItStands(path, this.plain);
    this.normalCount = isPlain(path) ? -1 : splitNormalised(decoded(path), this.normal);
    return this;
  }

  matches(pattern: PathPattern): bool {
    if (pattern.matches(this.plain, this.plainCount)) return true;
    return this.normalCount >= 0 && pattern.matches(this.normal, this.normalCount);
  }
}

/** Literal segments, and a lone `*` for any one segment. */
@final
export class PathPattern {
  private constructor(private readonly segments: StaticArray<View>, private readonly count: i32) {}

  /** Reads a pattern; what is no pattern becomes a fault of the field. */
  static from(field: Field): PathPattern {
    const text = field.text(512);
    const segments = new StaticArray<View>(MAX_SEGMENTS);
    if (lengthOf(text) > 0 && !isPattern(text)) {
      field.refuse('must begin with / and hold plain segments or *, without query, escapes, dots or a slash at its end');
    }
    const count = splitAsItStands(text, segments);
    if (count > MAX_SEGMENTS) field.refuse('must have at most 16 segments');
    return new PathPattern(segments, min(count, MAX_SEGMENTS));
  }

  matches(segments: StaticArray<View>, count: i32): bool {
    if (count != this.count) return false;
    for (let i = 0; i < count; i++) {
      const wanted = this.segments[i];
      if (lengthOf(wanted) == 1 && byteAt(wanted, 0) == STAR) continue;
      if (!equalIgnoringCase(wanted, segments[i])) return false;
    }
    return true;
  }
}

const SLASH: u32 = 0x2f;
const STAR: u32 = 0x2a;
const DOT: u32 = 0x2e;
const PERCENT: u32 = 0x25;
const SEMICOLON: u32 = 0x3b;
const BACKSLASH: u32 = 0x5c;

/** The path of a request target: what stands before the query or a fragment. */
export function pathOf(target: View): View {
  for (let i = 0, length = lengthOf(target); i < length; i++) {
    const byte = byteAt(target, i);
    if (byte == 0x3f || byte == 0x23) return slice(target, 0, i);
  }
  return target;
}

/** The query of a request target, without its `?`; empty if there is none. */
export function queryOf(target: View): View {
  const start = indexOf(target, 0x3f) + 1;
  if (start == 0) return NOTHING;
  const end = indexOf(target, 0x23, start);
  return slice(target, start, end < 0 ? lengthOf(target) : end);
}

/** Whether both readings are the same: no escapes, parameters, backslashes, empty or dot segments. */
function isPlain(path: View): bool {
  let previous: u32 = 0;
  for (let i = 0, length = lengthOf(path); i < length; i++) {
    const byte = byteAt(path, i);
    if (byte == PERCENT || byte == SEMICOLON || byte == BACKSLASH) return false;
    if (previous == SLASH && (byte == SLASH || byte == DOT)) return false;
    previous = byte;
  }
  return previous != SLASH;
}

function isPattern(text: View): bool {
  if (byteAt(text, 0) != SLASH || !isPlain(text)) return false;
  for (let i = 0, length = lengthOf(text); i < length; i++) {
    const byte = byteAt(text, i);
    if (byte <= 0x20 || byte >= 0x7f || byte == 0x3f || byte == 0x23) return false;
    if (byte != STAR) continue;
    const closed = i + 1 == length || byteAt(text, i + 1) == SLASH;
    if (byteAt(text, i - 1) != SLASH || !closed) return false;
  }
  return true;
}

/** Splits behind each `/` and decodes each segment; returns the count, of which at most MAX_SEGMENTS are stored. */
function splitAsItStands(path: View, segments: StaticArray<View>): i32 {
  const length = lengthOf(path);
  if (length == 0) return 0;
  let count = 0;
  let begin = byteAt(path, 0) == SLASH ? 1 : 0;
  for (let i = begin; i <= length; i++) {
    if (i < length && byteAt(path, i) != SLASH) continue;
    if (count < MAX_SEGMENTS) segments[count] = decoded(slice(path, begin, i));
    count++;
    begin = i + 1;
  }
  return count;
}

/** As above for a path that is decoded already, with dot segments resolved and empty ones dropped. */
function splitNormalised(path: View, segments: StaticArray<View>): i32 {
  const length = lengthOf(path);
  let count = 0;
  let begin = 0;
  for (let i = 0; i <= length; i++) {
    if (i < length && byteAt(path, i) != SLASH && byteAt(path, i) != BACKSLASH) continue;
    const whole = slice(path, begin, i);
    const parameters = indexOf(whole, SEMICOLON);
    const segment = parameters < 0 ? whole : slice(whole, 0, parameters);
    begin = i + 1;
    const size = lengthOf(segment);
    if (size == 0 || (size == 1 && byteAt(segment, 0) == DOT)) continue;
    if (size == 2 && byteAt(segment, 0) == DOT && byteAt(segment, 1) == DOT) {
      if (count > 0) count--;
      continue;
    }
    if (count < MAX_SEGMENTS) segments[count] = segment;
    count++;
  }
  return count;
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
