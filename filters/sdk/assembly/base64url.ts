/** base64url (RFC 4648, 5) without padding. */
import { Status } from './abi';
import { allocate } from './arena';
import { byteAt, failure, lengthOf, View, viewOf } from './view';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** By character: its six bits, plus one. */
const sextets: usize = memory.data(256);
for (let bits = 0; bits < 64; bits++) store<u8>(sextets + byteAt(ALPHABET, bits), bits + 1);

/** The character for six bits. */
export function characterOf(bits: u32): u32 {
  return byteAt(ALPHABET, bits & 63);
}

/** The six bits of a character, or -1. */
@inline
export function sextet(byte: u32): i32 {
  return <i32>load<u8>(sextets + byte) - 1;
}

/** Decodes a text into bytes that last until the callback returns; `ParseFailure` for any other character. */
export function decodeBase64Url(text: View): View {
  const length = lengthOf(text);
  const out = allocate((length * 3) / 4 + 3);
  let size = 0;
  let bits: u32 = 0;
  let count = 0;
  for (let i = 0; i < length; i++) {
    const value = sextet(byteAt(text, i));
    if (value < 0) return failure(Status.ParseFailure);
    bits = (bits << 6) | <u32>value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    store<u8>(out + size++, bits >> count);
  }
  return viewOf(out, size);
}
