/**
 * JSON (RFC 8259) on bytes, for configuration. Strict: no trailing commas, no comments, no duplicate names,
 * no lone surrogates, nothing behind the value. Strings are unescaped where they stand, in a copy of the text
 * that the parsed values point into. A fault is a message and the path to it; the parser never throws and
 * recurses no deeper than `MAX_DEPTH`.
 */
import { Status } from './abi';
import { byteAt, equal, failure, indexOf, isOk, lengthOf, NOTHING, pointerOf, View, viewOf } from './view';
import { Writer } from './writer';

/** Largest configuration text, in bytes. */
export const MAX_SIZE: i32 = 1 << 20;
/** Most lists and objects within one another. */
export const MAX_DEPTH: i32 = 16;

export const enum JsonKind {
  Null,
  Boolean,
  Number,
  Text,
  List,
  Object,
}

@final
export class JsonValue {
  /** A number, or 0 and 1 for false and true. */
  number: f64 = 0;
  text: View = NOTHING;
  /** Names of an object's members, in order; `items` holds their values. */
  names: View[] = [];
  items: JsonValue[] = [];

  constructor(readonly kind: JsonKind) {}

  /** The member of this name, or null. */
  member(name: View): JsonValue | null {
    for (let i = 0, count = this.names.length; i < count; i++) {
      if (equal(this.names[i], name)) return this.items[i];
    }
    return null;
  }
}

@final
export class JsonParser {
  /** What is wrong, with its path; empty if nothing is. */
  readonly fault: Writer = new Writer(64);
  /** Owns the bytes that the values point into: keep it as long as they are used. */
  readonly document: ArrayBuffer;
  private at: usize;
  private readonly start: usize;
  private readonly end: usize;
  private depth: i32 = 0;
  /** The way to the present value: at each depth a name, or (if it is empty) an index. */
  private readonly names: StaticArray<View> = new StaticArray<View>(MAX_DEPTH + 1);
  private readonly indices: StaticArray<i32> = new StaticArray<i32>(MAX_DEPTH + 1);

  constructor(text: View) {
    const size = lengthOf(text);
    this.document = new ArrayBuffer(size);
    this.start = changetype<usize>(this.document);
    this.at = this.start;
    this.end = this.start + size;
    memory.copy(this.start, pointerOf(text), size);
  }

  /** The value of the whole text, or null and a `fault`. */
  parse(): JsonValue | null {
    if (this.end - this.start > <usize>MAX_SIZE) return this.refuse('is larger than 1 MiB');
    const value = this.value();
    if (!value) return null;
    this.skipSpace();
    return this.at == this.end ? value : this.refuse('has text behind its end');
  }

  private refuse(why: View): JsonValue | null {
    if (lengthOf(this.fault.view()) > 0) return null;
    for (let i = 0; i < this.depth; i++) writeStep(this.fault, this.names[i], this.indices[i]);
    if (this.depth == 0) this.fault.put('configuration');
    this.fault
      .put(': ')
      .put(why)
      .put(' (byte ')
      .integer(this.at - this.start)
      .byte(0x29);
    return null;
  }

  private skipSpace(): void {
    while (this.at < this.end) {
      const byte = load<u8>(this.at);
      if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return;
      this.at++;
    }
  }

  /** The byte at hand, or 0 at the end (a NUL is valid nowhere outside of strings). */
  private peek(): u32 {
    return this.at < this.end ? load<u8>(this.at) : 0;
  }

  private value(): JsonValue | null {
    this.skipSpace();
    const byte = this.peek();
    if (byte == 0x7b || byte == 0x5b) return this.container(byte == 0x7b);
    if (byte == 0x22) return this.string();
    if (byte == 0x2d || isDigit(byte)) return this.number();
    if (this.word('true')) return truth(1);
    if (this.word('false')) return truth(0);
    if (this.word('null')) return new JsonValue(JsonKind.Null);
    return this.refuse(this.at == this.end ? 'ends too early' : 'is not JSON');
  }

  private word(expected: View): bool {
    const size = lengthOf(expected);
    if (this.at + size > this.end || !equal(viewOf(this.at, size), expected)) return false;
    this.at += size;
    return true;
  }

  private container(isObject: bool): JsonValue | null {
    if (this.depth == MAX_DEPTH) return this.refuse('is nested too deeply');
    const container = new JsonValue(isObject ? JsonKind.Object : JsonKind.List);
    const close: u32 = isObject ? 0x7d : 0x5d;
    this.at++;
    this.skipSpace();
    if (this.peek() == close) {
      this.at++;
      return container;
    }
    const level = this.depth;
    for (;;) {
      this.depth = level;
      this.names[level] = NOTHING;
      this.indices[level] = container.items.length;
      if (isObject && !this.name(container, level)) return null;
      this.depth = level + 1;
      const item = this.value();
      if (!item) return null;
      container.items.push(item);
      this.skipSpace();
      const byte = this.peek();
      if (byte != 0x2c && byte != close) return this.refuse('lacks a comma or its closing bracket');
      this.at++;
      if (byte == close) break;
    }
    this.depth = level;
    return container;
  }

  private name(object: JsonValue, level: i32): bool {
    this.skipSpace();
    const name = this.peek() == 0x22 ? this.string() : this.refuse('needs a name in quotes');
    if (!name) return false;
    this.names[level] = name.text;
    if (object.member(name.text)) {
      this.depth = level + 1;
      this.refuse('stands twice');
      return false;
    }
    object.names.push(name.text);
    this.skipSpace();
    if (this.peek() != 0x3a) {
      this.refuse('lacks its colon');
      return false;
    }
    this.at++;
    return true;
  }

  private string(): JsonValue | null {
    const begin = ++this.at;
    while (this.at < this.end) {
      const byte = load<u8>(this.at);
      if (byte < 0x20) return this.refuse('has a control character in a string');
      this.at += byte == 0x5c ? 2 : 1;
      if (byte != 0x22) continue;
      const text = new JsonValue(JsonKind.Text);
      text.text = unescape(viewOf(begin, <i32>(this.at - 1 - begin)));
      return isOk(text.text) ? text : this.refuse('has a bad escape in a string');
    }
    this.at = this.end;
    return this.refuse('has a string without end');
  }

  /**
   * Exact for up to 2^53 in the digits and powers of ten up to 22, within one unit in the last place beyond.
   */
  private number(): JsonValue | null {
    const negative = this.peek() == 0x2d;
    if (negative) this.at++;
    const first = this.peek();
    let digits: u64 = 0;
    let exponent = 0;
    if (!isDigit(first)) return this.refuse('is not JSON');
    while (isDigit(this.peek())) {
      if (digits < 100_000_000_000_000_000) digits = digits * 10 + (this.peek() - 0x30);
      else exponent++;
      this.at++;
      if (first == 0x30 && isDigit(this.peek())) return this.refuse('has a number with a leading zero');
    }
    if (this.peek() == 0x2e) {
      this.at++;
      if (!isDigit(this.peek())) return this.refuse('is not JSON');
      while (isDigit(this.peek())) {
        if (digits < 100_000_000_000_000_000) {
          digits = digits * 10 + (this.peek() - 0x30);
          exponent--;
        }
        this.at++;
      }
    }
    if ((this.peek() | 0x20) == 0x65) {
      this.at++;
      const minus = this.peek() == 0x2d;
      if (minus || this.peek() == 0x2b) this.at++;
      if (!isDigit(this.peek())) return this.refuse('is not JSON');
      let power = 0;
      while (isDigit(this.peek())) {
        if (power < 10_000) power = power * 10 + <i32>(this.peek() - 0x30);
        this.at++;
      }
      exponent += minus ? -power : power;
    }
    const value = new JsonValue(JsonKind.Number);
    value.number = scale(<f64>digits, exponent) * (negative ? -1.0 : 1.0);
    return value;
  }
}

function truth(number: f64): JsonValue {
  const value = new JsonValue(JsonKind.Boolean);
  value.number = number;
  return value;
}

@inline
function isDigit(byte: u32): bool {
  return byte - 0x30 < 10;
}

/** The value of a hexadecimal digit, or -1. */
export function hexDigit(byte: u32): i32 {
  if (isDigit(byte)) return <i32>(byte - 0x30);
  const letter = (byte | 0x20) - 0x61;
  return letter < 6 ? <i32>letter + 10 : -1;
}

function scale(digits: f64, exponent: i32): f64 {
  if (digits == 0) return 0;
  let power: f64 = 1;
  for (let i = min(abs(exponent), 400); i > 0; i--) power *= 10;
  return exponent < 0 ? digits / power : digits * power;
}

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

/**
 * Appends one step of a path, `.name` or `[index]`, to a message; control characters in a name become `?`.
 */
export function writeStep(message: Writer, name: View, index: i32): void {
  if (lengthOf(name) == 0) {
    message.byte(0x5b).integer(index).byte(0x5d);
    return;
  }
  if (lengthOf(message.view()) > 0) message.byte(0x2e);
  for (let i = 0, size = min(lengthOf(name), 64); i < size; i++) {
    const byte = byteAt(name, i);
    message.byte(byte < 0x20 || byte == 0x7f ? 0x3f : byte);
  }
}
