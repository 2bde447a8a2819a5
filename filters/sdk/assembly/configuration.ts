/**
 * Reading a configuration: every accessor says what it accepts, and the first thing that does not fit is kept
 * as a fault with its path (`plans.personal.limit: must be a whole number from 1 to 1000000000`). Reading
 * goes on with harmless values, so that a filter reads straight through and asks for the fault once, at the
 * end.
 */
import { JsonKind, JsonParser, JsonValue, writeStep } from './json';
import { byteAt, equal, indexOf, lengthOf, NOTHING, slice, View } from './view';
import { Writer } from './writer';

/** Where parsed values and Fields live: until `configure`, or the callback with the answer to a call, returns. */
let scratch: usize = 0;

function scratchRegion(): usize {
  if (!scratch) scratch = __region();
  return scratch;
}

/** Takes parsed values and Fields back. */
export function dropScratch(): void {
  if (scratch) __drop(scratch);
  scratch = 0;
}

/**
 * Parses the body of an answer; only in `onHttpCallResponse`, at whose end all of it is taken back.
 *
 * @returns null if it is no JSON
 */
export function parseAnswer(body: View): JsonValue | null {
  const outer = __enter(scratchRegion());
  const value = new JsonParser(body).parse();
  __enter(outer);
  return value;
}

@final
export class Configuration {
  /** Owns the bytes of every text that was read: keep it as long as they are used. */
  readonly document: ArrayBuffer;
  readonly root: Field;
  private readonly message: Writer;

  /** @param text JSON, an object at its root */
  constructor(text: View) {
    const parser = new JsonParser(text);
    const outer = __enter(scratchRegion());
    const value = parser.parse();
    __enter(outer);
    this.document = parser.document;
    this.message = parser.fault;
    this.root = fieldOf(value, null, NOTHING, 0, parser.fault);
    this.root.expect(JsonKind.Object, 'must be an object');
  }

  /** The first fault with its path; empty if the configuration is good. */
  fault(): View {
    return this.message.view();
  }
}

function fieldOf(
  value: JsonValue | null,
  parent: Field | null,
  label: View,
  index: i32,
  message: Writer,
  missing: View = NOTHING,
): Field {
  const outer = __enter(scratchRegion());
  const field = new Field(value, parent, label, index, message, missing);
  __enter(outer);
  return field;
}

/**
 * A place in a configuration, to be used only until `configure` returns: it may hold a value of any kind,
 * or none.
 */
@final
export class Field {
  constructor(
    private readonly value: JsonValue | null,
    private readonly parent: Field | null,
    private readonly label: View,
    private readonly index: i32,
    private readonly message: Writer,
    /** The name of a member that is absent, for its faults. */
    private readonly missing: View = NOTHING,
  ) {}

  get present(): bool {
    return this.value != null;
  }

  /** How many items a list or members an object has; 0 for anything else. */
  get size(): i32 {
    const value = this.value;
    return value ? value.items.length : 0;
  }

  /** The member of an object by name. */
  get(name: View): Field {
    const value = this.value;
    if (value) {
      for (let i = 0; i < value.names.length; i++) {
        if (equal(value.names[i], name)) return this.at(i);
      }
    }
    return fieldOf(null, this, NOTHING, -1, this.message, name);
  }

  /** The item of a list, or the member of an object, at `index` (below `size`). */
  at(index: i32): Field {
    const value = this.value!;
    return fieldOf(value.items[index], this, this.nameAt(index), index, this.message);
  }

  /** The name of an object's member at `index`; empty in a list. */
  nameAt(index: i32): View {
    const value = this.value!;
    return index < value.names.length ? value.names[index] : NOTHING;
  }

  /** Faults any member with another name than those in a list (`limit, window`). */
  only(names: View): Field {
    this.expect(JsonKind.Object, 'must be an object');
    for (let i = 0, count = this.size; i < count; i++) {
      if (indexOfWord(names, this.nameAt(i)) < 0) this.at(i).refuse('is not a known setting');
    }
    return this;
  }

  /** Faults anything but an object with at least `least` and at most `most` members. */
  object(least: i32, most: i32): Field {
    if (this.expect(JsonKind.Object, 'must be an object')) this.bound(least, most, ' members');
    return this;
  }

  /** Faults anything but a list with at least `least` and at most `most` items. */
  list(least: i32, most: i32): Field {
    if (this.expect(JsonKind.List, 'must be a list')) this.bound(least, most, ' items');
    return this;
  }

  /**
   * A whole number from `low` to `high` (below 2^53).
   *
   * @param fallback what absence means; -1: it is a fault
   */
  integer(low: i64, high: i64, fallback: i64 = -1): i64 {
    const value = this.value;
    if (!value && fallback >= 0) return fallback;
    if (value && value.kind == JsonKind.Number) {
      const number = value.number;
      if (number >= <f64>low && number <= <f64>high && Math.floor(number) == number) return <i64>number;
    }
    this.begin('must be a whole number from ').integer(low).put(' to ').integer(high);
    return low;
  }

  /**
   * A number from `low` to `high`.
   *
   * @param fallback what absence means; NaN: it is a fault
   */
  number(low: i64, high: i64, fallback: f64 = NaN): f64 {
    const value = this.value;
    if (!value && fallback == fallback) return fallback;
    if (value && value.kind == JsonKind.Number && value.number >= <f64>low && value.number <= <f64>high)
      return value.number;
    this.begin('must be a number from ').integer(low).put(' to ').integer(high);
    return <f64>low;
  }

  /**
   * Text of 1 to `longest` bytes.
   *
   * @param fallback what absence means; empty: it is a fault
   */
  text(longest: i32, fallback: View = NOTHING): View {
    const value = this.value;
    if (!value && lengthOf(fallback) > 0) return fallback;
    if (value && value.kind == JsonKind.Text) {
      const length = lengthOf(value.text);
      if (length > 0 && length <= longest) return value.text;
    }
    this.begin('must be text of 1 to ').integer(longest).put(' bytes');
    return NOTHING;
  }

  /**
   * Text of 1 to 64 of the characters A-Z a-z 0-9 _ -.
   *
   * @param fallback what absence means; empty: it is a fault
   */
  name(fallback: View = NOTHING): View {
    const value = this.value;
    if (!value && lengthOf(fallback) > 0) return fallback;
    if (value && value.kind == JsonKind.Text && isName(value.text)) return value.text;
    this.refuse('must be 1 to 64 of the characters A-Z a-z 0-9 _ -');
    return NOTHING;
  }

  /**
   * The index of the text among `choices` (`enforce, shadow`).
   *
   * @param fallback what absence means; -1: it is a fault
   */
  oneOf(choices: View, fallback: i32 = -1): i32 {
    const value = this.value;
    if (!value && fallback >= 0) return fallback;
    if (value && value.kind == JsonKind.Text) {
      const index = indexOfWord(choices, value.text);
      if (index >= 0) return index;
    }
    this.begin('must be one of ').put(choices);
    return 0;
  }

  /** Records a fault here, unless there is one already. */
  refuse(why: View): void {
    this.begin(why);
  }

  expect(kind: JsonKind, why: View): bool {
    const value = this.value;
    if (value && value.kind == kind) return true;
    this.refuse(why);
    return false;
  }

  private bound(least: i32, most: i32, what: View): void {
    if (this.size >= least && this.size <= most) return;
    this.begin('must have from ').integer(least).put(' to ').integer(most).put(what);
  }

  /**
   * Where to write the rest of a fault: the message, or a place that nobody reads if there is a fault
   * already.
   */
  private begin(why: View): Writer {
    if (lengthOf(this.message.view()) > 0) return void_.clear();
    this.writePath();
    if (lengthOf(this.message.view()) == 0) this.message.put('configuration');
    return this.message.put(': ').put(why);
  }

  private writePath(): void {
    const parent = this.parent;
    if (!parent) return;
    parent.writePath();
    if (lengthOf(this.missing) == 0) writeStep(this.message, this.label, this.index);
    else this.message.put(lengthOf(this.message.view()) > 0 ? '.' : '').put(this.missing);
  }
}

/** The index of a word among those of a list, which are separated by `, `; or -1. */
function indexOfWord(words: View, word: View): i32 {
  let index = 0;
  for (let start = 0, length = lengthOf(words); start < length; index++) {
    const comma = indexOf(words, 0x2c, start);
    const end = comma < 0 ? length : comma;
    if (equal(slice(words, start, end), word)) return index;
    start = end + 2;
  }
  return -1;
}

const void_: Writer = new Writer(128);

/**
 * Whether a View is 1 to 64 of the characters A-Z a-z 0-9 _ -: fit for the name of a metric or a field's
 * string.
 */
export function isName(name: View): bool {
  const length = lengthOf(name);
  for (let i = 0; i < length; i++) {
    const byte = byteAt(name, i);
    if (byte - 0x30 >= 10 && (byte | 0x20) - 0x61 >= 26 && byte != 0x5f && byte != 0x2d) return false;
  }
  return length > 0 && length <= 64;
}
