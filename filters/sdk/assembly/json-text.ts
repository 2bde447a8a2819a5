/** The inside of JSON strings, on bytes. */
import { Status } from './abi';
import { failure, indexOf, lengthOf, pointerOf, View, viewOf } from './view';

/** Resolves the escapes of a string's inside where they stand; `ParseFailure` if one is none. */
export function unescape(text: View): View {
  const first = indexOf(text, 0x5c);
  if (first < 0) return text;
  const start = pointerOf(text);
  const end = start + lengthOf(text);
  let from = start + first;
  let to = from;
  while (from < end) {
    const byte = load<u8>(from++);
    if (byte != 0x5c) {
      store<u8>(to++, byte);
      continue;
    }
    const kind: u32 = from < end ? load<u8>(from++) : 0;
    const plain = plainEscape(kind);
    const point = plain != 0 ? plain : kind == 0x75 ? unicodeEscape(from, end) : -1;
    if (point < 0) return failure(Status.ParseFailure);
    if (plain == 0) from += point >= 0x10000 ? 10 : 4;
    // Written where the escape stood: UTF-8 is never longer.
    to = writeUtf8(to, point);
  }
  return viewOf(start, <i32>(to - start));
}

/** The character that an escape of one letter stands for, or 0. */
function plainEscape(letter: u32): i32 {
  if (letter == 0x22 || letter == 0x5c || letter == 0x2f) return letter;
  if (letter == 0x62) return 8;
  if (letter == 0x66) return 12;
  if (letter == 0x6e) return 10;
  if (letter == 0x72) return 13;
  return letter == 0x74 ? 9 : 0;
}

/**
 * The code point of an escape, from behind its `u` on; two of them for a surrogate pair. -1 if it is none.
 */
function unicodeEscape(at: usize, end: usize): i32 {
  const unit = hexUnit(at, end);
  if (unit < 0xd800 || unit >= 0xe000) return unit;
  if (unit >= 0xdc00 || at + 6 > end || load<u16>(at + 4) != 0x755c) return -1;
  const low = hexUnit(at + 6, end);
  return low < 0xdc00 || low >= 0xe000 ? -1 : 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/** Four hexadecimal digits, or -1. */
function hexUnit(at: usize, end: usize): i32 {
  if (at + 4 > end) return -1;
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const digit = hexDigit(load<u8>(at + i));
    if (digit < 0) return -1;
    value = (value << 4) | digit;
  }
  return value;
}

/** The value of a hexadecimal digit, or -1. */
export function hexDigit(byte: u32): i32 {
  if (isDigit(byte)) return <i32>(byte - 0x30);
  const letter = (byte | 0x20) - 0x61;
  return letter < 6 ? <i32>letter + 10 : -1;
}

/** Writes a code point as UTF-8 and returns the address behind it. */
function writeUtf8(out: usize, point: i32): usize {
  if (point < 0x80) {
    store<u8>(out, point);
    return out + 1;
  }
  if (point < 0x800) {
    store<u8>(out, 0xc0 | (point >> 6));
    store<u8>(out, 0x80 | (point & 63), 1);
    return out + 2;
  }
  if (point < 0x10000) {
    store<u8>(out, 0xe0 | (point >> 12));
    store<u8>(out, 0x80 | ((point >> 6) & 63), 1);
    store<u8>(out, 0x80 | (point & 63), 2);
    return out + 3;
  }
  store<u8>(out, 0xf0 | (point >> 18));
  store<u8>(out, 0x80 | ((point >> 12) & 63), 1);
  store<u8>(out, 0x80 | ((point >> 6) & 63), 2);
  store<u8>(out, 0x80 | (point & 63), 3);
  return out + 4;
}

@inline
export function isDigit(byte: u32): bool {
  return byte - 0x30 < 10;
}
