/** What is said between this filter and the ledger (POST /v1/leases), free of host calls. */
import {
  equal,
  JsonKind,
  JsonValue,
  parseAnswer,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';

/** Most leases that one call asks for, and most that it closes. */
export const BATCH: i32 = 64;
/** Longer answers are not read, in bytes: one to as many leases has half of it. */
export const MAX_ANSWER: i32 = 16_384;
/** The longest window and time to live that can be asked for, in ms. */
const MAX_WAIT: f64 = 86_410_000;
const MAX_UNITS: f64 = 1_000_000_000;

/** Writes a call's body: all leases first, then all that are closed. */
@final
export class CallWriter {
  private readonly body: Writer = new Writer(512);
  private leases: i32 = 0;
  private closed: i32 = 0;

  begin(): void {
    this.body.clear().put('{"leases":[');
    this.leases = 0;
    this.closed = 0;
  }

  /** @param ttl milliseconds */
  lease(owner: u64, lease: u64, limit: u64, window: u64, want: u64, ttl: u32, spent: u64): void {
    if (this.leases++ > 0) this.body.byte(0x2c);
    hex(this.body.put('{"key":"'), owner);
    hex(this.body.put('","lease":"'), lease);
    this.body
      .put('","limit":')
      .integer(limit)
      .put(',"window":')
      .integer(window)
      .put(',"want":')
      .integer(want)
      .put(',"ttl":')
      .integer(ttl)
      .put(',"spent":')
      .integer(spent)
      .byte(0x7d);
  }

  close(owner: u64, lease: u64, spent: u64): void {
    this.body.put(this.closed++ > 0 ? ',' : '],"closed":[');
    hex(this.body.put('{"key":"'), owner);
    hex(this.body.put('","lease":"'), lease);
    this.body.put('","spent":').integer(spent).byte(0x7d);
  }

  end(): void {
    this.body.put(']}');
  }

  view(): View {
    return this.body.view();
  }
}

/** Sixteen hexadecimal digits. */
function hex(writer: Writer, value: u64): Writer {
  for (let shift = 60; shift >= 0; shift -= 4) {
    const digit = <u32>(value >> shift) & 15;
    writer.byte(digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
  return writer;
}

/** Reads an answer; made once per VM. An answer is all of what it must be, or not readable. */
@final
export class AnswerReader {
  granted: u32 = 0;
  remaining: u32 = 0;
  /** Milliseconds. */
  reset: u32 = 0;
  retryAfter: u32 = 0;
  private leases: JsonValue | null = null;
  private readonly expected: Writer = new Writer(16);

  /** Begins with a body; false if it does not answer so many leases. */
  open(body: View, leases: i32): bool {
    this.leases = null;
    const answer = parseAnswer(body);
    if (!answer || answer.kind != JsonKind.Object) return false;
    const list = answer.member('leases');
    if (!list || list.kind != JsonKind.List || list.items.length != leases) return false;
    this.leases = list;
    return true;
  }

  /** Reads what is said of the lease at `index`; false if it is another lease, or it cannot be so. */
  read(index: i32, lease: u64, want: u64): bool {
    const item = this.leases!.items[index];
    if (item.kind != JsonKind.Object) return false;
    const id = item.member('lease');
    if (!id || id.kind != JsonKind.Text || !equal(id.text, hex(this.expected.clear(), lease).view())) return false;
    this.granted = whole(item, 'granted', <f64>want);
    this.remaining = whole(item, 'remaining', MAX_UNITS);
    this.reset = whole(item, 'reset', MAX_WAIT);
    this.retryAfter = whole(item, 'retryAfter', MAX_WAIT);
    return max(max(this.granted, this.remaining), max(this.reset, this.retryAfter)) != INVALID;
  }
}

const INVALID: u32 = u32.MAX_VALUE;

/** A member that is a whole number from 0 to `most`; else `INVALID`. */
function whole(object: JsonValue, name: View, most: f64): u32 {
  const value = object.member(name);
  if (!value || value.kind != JsonKind.Number) return INVALID;
  const number = value.number;
  return number >= 0 && number <= most && Math.floor(number) == number ? <u32>number : INVALID;
}
