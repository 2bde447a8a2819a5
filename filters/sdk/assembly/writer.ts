/**
 * Text and bytes put together in a buffer that is kept and reused: one Writer per purpose, made once per VM.
 */
import { lengthOf, pointerOf, View, viewOf } from './view';

@final
export class Writer {
  private bytes: ArrayBuffer;
  private buffer: usize;
  private length: i32 = 0;

  /** @param capacity bytes to begin with; the buffer doubles when they do not suffice, and stays so. */
  constructor(private capacity: i32) {
    this.bytes = new ArrayBuffer(capacity);
    this.buffer = changetype<usize>(this.bytes);
  }

  /** Empties the Writer. Views taken from it before are void. */
  clear(): Writer {
    this.length = 0;
    return this;
  }

  put(view: View): Writer {
    const size = lengthOf(view);
    this.reserve(size);
    memory.copy(this.buffer + this.length, pointerOf(view), size);
    this.length += size;
    return this;
  }

  byte(value: u32): Writer {
    this.reserve(1);
    store<u8>(this.buffer + this.length, value);
    this.length++;
    return this;
  }

  /** Decimal digits without sign or leading zeros. */
  integer(value: u64): Writer {
    let digits = 1;
    for (let rest = value / 10; rest != 0; rest /= 10) digits++;
    this.reserve(digits);
    let at = this.buffer + this.length + digits;
    this.length += digits;
    do {
      const quotient = value / 10;
      store<u8>(--at, 0x30 + <u32>(value - quotient * 10));
      value = quotient;
    } while (value != 0);
    return this;
  }

  /** Four bytes, little endian. */
  word(value: u32): Writer {
    this.reserve(4);
    store<u32>(this.buffer + this.length, value);
    this.length += 4;
    return this;
  }

  /** Eight bytes, little endian. */
  long(value: u64): Writer {
    return this.word(<u32>value).word(<u32>(value >> 32));
  }

  /** The bytes written since `clear`; valid until the next `clear` or write. */
  view(): View {
    return viewOf(this.buffer, this.length);
  }

  private reserve(size: i32): void {
    const needed = this.length + size;
    if (needed <= this.capacity) return;
    const capacity = max(needed, this.capacity * 2);
    // Where the Writer lives, which may be longer than what is being made at present.
    const bytes = changetype<ArrayBuffer>(__renew(this.buffer, capacity));
    this.bytes = bytes;
    this.buffer = changetype<usize>(bytes);
    this.capacity = capacity;
  }
}
