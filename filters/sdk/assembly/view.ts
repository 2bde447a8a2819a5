/**
 * A View is a run of bytes in linear memory, passed by value: pointer, status and length in one 64-bit word.
 * It costs no allocation and owns nothing. Host calls answer with Views, so that "what" and "did it work"
 * travel together: a View whose status is not `Ok` is empty and safe to read.
 *
 * How long the bytes live is up to whoever made the View: those from the host last until the callback returns
 * (see arena.ts), string constants for ever, those of a configuration as long as its document.
 *
 * Layout: pointer in bits 32..63, status in bits 28..31, length in bits 0..27 (256 MiB, more than any header
 * or body a proxy buffers).
 */
import { Status } from './abi';

export type View = u64;

const LENGTH_MASK: u64 = 0x0fff_ffff;

/** The empty View. */
export const NOTHING: View = 0;

/** The View on `length` bytes at `pointer`. */
@inline
export function viewOf(pointer: usize, length: i32): View {
  return ((<u64>pointer) << 32) | (<u64>length & LENGTH_MASK);
}

/** The View that tells of a failed host call. */
@inline
export function failure(status: i32): View {
  return (<u64>(status & 15)) << 28;
}

@inline
export function pointerOf(view: View): usize {
  return <usize>(view >> 32);
}

@inline
export function lengthOf(view: View): i32 {
  return <i32>(view & LENGTH_MASK);
}

/** The `Status` of the host call that produced this View; `Ok` for a View made here. */
@inline
export function statusOf(view: View): i32 {
  return <i32>(view >> 28) & 15;
}

@inline
export function isOk(view: View): bool {
  return statusOf(view) == Status.Ok;
}

/** The byte at `index`. The caller keeps `0 <= index < lengthOf(view)`. */
@inline
export function byteAt(view: View, index: i32): u32 {
  return load<u8>(pointerOf(view) + index);
}

/** Bytes `start` (inclusive) to `end` (exclusive); the caller keeps both within the View. */
@inline
export function slice(view: View, start: i32, end: i32): View {
  return viewOf(pointerOf(view) + start, end - start);
}

/** Whether both hold the same bytes. */
export function equal(a: View, b: View): bool {
  const length = lengthOf(a);
  return length == lengthOf(b) && memory.compare(pointerOf(a), pointerOf(b), length) == 0;
}

/** Whether a View begins with these bytes. */
export function startsWith(view: View, prefix: View): bool {
  const length = lengthOf(prefix);
  return lengthOf(view) >= length && memory.compare(pointerOf(view), pointerOf(prefix), length) == 0;
}

/** Whether both hold the same bytes when the 26 ASCII letters are folded to lower case. */
export function equalIgnoringCase(a: View, b: View): bool {
  const length = lengthOf(a);
  if (length != lengthOf(b)) return false;
  for (let i = 0; i < length; i++) {
    if (lower(byteAt(a, i)) != lower(byteAt(b, i))) return false;
  }
  return true;
}

/** ASCII upper case to lower case; every other byte is left as it is. */
@inline
export function lower(byte: u32): u32 {
  return byte - 0x41 < 26 ? byte | 0x20 : byte;
}

/** The index of the first `byte` at or after `start`, or -1. */
export function indexOf(view: View, byte: u32, start: i32 = 0): i32 {
  for (let i = start, length = lengthOf(view); i < length; i++) {
    if (byteAt(view, i) == byte) return i;
  }
  return -1;
}
