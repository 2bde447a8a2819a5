/** Hashes of bytes. */
import { byteAt, lengthOf, View } from './view';

/** 64-bit FNV-1a with the finaliser of MurmurHash3, so that the low bits alone are as good as any. */
export function hash64(bytes: View): u64 {
  let value: u64 = 0xcbf29ce484222325;
  for (let i = 0, length = lengthOf(bytes); i < length; i++)
    value = (value ^ byteAt(bytes, i)) * 0x100000001b3;
  return mix(value);
}

/** The finaliser of MurmurHash3: every bit of the result depends on every bit of the value. */
export function mix(value: u64): u64 {
  value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
  value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
  return value ^ (value >> 33);
}
