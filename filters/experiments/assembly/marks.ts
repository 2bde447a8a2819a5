/**
 * What a visitor has been counted for already, in a cookie of theirs: five characters for each exposure and
 * conversion, joined with dots. Free of host calls.
 */
import { byteAt, lengthOf, View, Writer } from '@imagehub/filter-sdk/assembly';
import { characterOf, sextet } from '@imagehub/filter-sdk/assembly/base64url';

/** Most marks that are kept; older ones are dropped. */
const MAX_MARKS: i32 = 64;
const CHARACTERS: i32 = 5;
const DOT: u32 = 0x2e;

@final
export class Marks {
  /** Whether any were added since they were read. */
  added: bool = false;
  private readonly marks: StaticArray<u32> = new StaticArray<u32>(MAX_MARKS);
  private count: i32 = 0;

  /** Reads a cookie's value; what is no mark in it is skipped. */
  read(value: View): void {
    this.added = false;
    this.count = 0;
    let mark: u32 = 0;
    let size = 0;
    for (let i = 0, length = lengthOf(value); i <= length; i++) {
      const byte = i < length ? byteAt(value, i) : DOT;
      if (byte != DOT) {
        const digit = sextet(byte);
        mark = (mark << 6) | <u32>(digit & 63);
        size = digit < 0 ? CHARACTERS + 1 : size + 1;
        continue;
      }
      if (size == CHARACTERS) this.push(mark);
      mark = 0;
      size = 0;
    }
  }

  has(mark: u32): bool {
    for (let i = 0; i < this.count; i++) {
      if (this.marks[i] == mark) return true;
    }
    return false;
  }

  /** Adds a mark, in place of the oldest if there are too many. */
  add(mark: u32): void {
    this.added = true;
    this.push(mark);
  }

  write(to: Writer): void {
    for (let i = 0; i < this.count; i++) {
      if (i > 0) to.byte(DOT);
      for (let shift = 24; shift >= 0; shift -= 6) to.byte(characterOf(this.marks[i] >> shift));
    }
  }

  private push(mark: u32): void {
    if (this.count < MAX_MARKS) this.count++;
    else for (let i = 1; i < MAX_MARKS; i++) this.marks[i - 1] = this.marks[i];
    this.marks[this.count - 1] = mark;
  }
}

/** The mark of an exposure or conversion: 30 bits of its hash. */
export function markOf(hash: u64): u32 {
  return <u32>(hash & 0x3fff_ffff);
}
