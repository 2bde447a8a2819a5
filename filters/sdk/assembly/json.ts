/**
 * JSON (RFC 8259) on bytes, for configuration. Strict: no trailing commas, no comments, no duplicate names,
 * no lone surrogates, nothing behind the value. Strings are unescaped where they stand, in a copy of the text
 * that the parsed values point into. A fault is a message and the path to it; the parser never throws and
 * recurses no deeper than `MAX_DEPTH`.
 */
import { isDigit, unescape } from './json-text';
import { byteAt, equal, isOk, lengthOf, NOTHING, pointerOf, View, viewOf } from './view';
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
  /** The number at hand: its digits as an integer, and the power of ten that goes with them. */
  private digits: u64 = 0;
  private exponent: i32 = 0;
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
    const negative = this.accept(0x2d);
    const begin = this.at;
    const startsWithZero = this.peek() == 0x30;
    this.digits = 0;
    this.exponent = 0;
    if (!this.readDigits(0)) return this.refuse('is not JSON');
    if (startsWithZero && this.at > begin + 1) {
      this.at = begin + 1;
      return this.refuse('has a number with a leading zero');
    }
    if (this.accept(0x2e) && !this.readDigits(-1)) return this.refuse('is not JSON');
    const digits = this.digits;
    let exponent = this.exponent;
    if ((this.peek() | 0x20) == 0x65) {
      this.at++;
      const minus = this.accept(0x2d);
      if (!minus) this.accept(0x2b);
      this.digits = 0;
      if (!this.readDigits(0)) return this.refuse('is not JSON');
      const power = <i32>min(this.digits, 10_000);
      exponent += minus ? -power : power;
    }
    const value = new JsonValue(JsonKind.Number);
    value.number = scale(<f64>digits, exponent) * (negative ? -1.0 : 1.0);
    return value;
  }

  /** Adds digits to `digits`; behind the point (`step` is -1) each takes a power of ten. False if there are none. */
  private readDigits(step: i32): bool {
    const begin = this.at;
    for (; isDigit(this.peek()); this.at++) {
      const fits = this.digits < 100_000_000_000_000_000;
      if (fits) this.digits = this.digits * 10 + (this.peek() - 0x30);
      this.exponent += fits ? step : step + 1;
    }
    return this.at > begin;
  }

  /** Steps over a byte, if it is at hand. */
  private accept(byte: u32): bool {
    if (this.peek() != byte) return false;
    this.at++;
    return true;
  }
}

function truth(number: f64): JsonValue {
  const value = new JsonValue(JsonKind.Boolean);
  value.number = number;
  return value;
}

function scale(digits: f64, exponent: i32): f64 {
  if (digits == 0) return 0;
  let power: f64 = 1;
  for (let i = min(abs(exponent), 400); i > 0; i--) power *= 10;
  return exponent < 0 ? digits / power : digits * power;
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
