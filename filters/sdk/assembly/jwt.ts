/** Reading tokens whose verification is somebody else's job. */
import { Status } from './abi';
import { allocate } from './arena';
import { byteAt, equalIgnoringCase, failure, indexOf, isOk, lengthOf, slice, View, viewOf } from './view';

/** Longer tokens are not looked at, in bytes. */
const MAX_TOKEN: i32 = 16_384;
const BEARER = 'bearer ';
const DOT: u32 = 0x2e;

/**
 * The payload of a bearer token (JSON, RFC 7519), **not verified**: fit for choosing what nobody gains by
 * lying about, such as a variant, and for nothing else.
 *
 * @param authorization value of the Authorization header
 * @returns bytes that last until the callback returns, or `NotFound`
 */
export function unverifiedPayload(authorization: View): View {
  const length = lengthOf(authorization);
  const scheme = lengthOf(BEARER);
  if (!isOk(authorization) || length <= scheme || length > MAX_TOKEN) return failure(Status.NotFound);
  if (!equalIgnoringCase(slice(authorization, 0, scheme), BEARER)) return failure(Status.NotFound);
  const first = indexOf(authorization, DOT, scheme);
  const second = first < 0 ? -1 : indexOf(authorization, DOT, first + 1);
  return second < 0 ? failure(Status.NotFound) : decodeBase64Url(slice(authorization, first + 1, second));
}

/** Decodes base64url (RFC 4648, 5) without padding; `ParseFailure` for any other character. */
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

/** The six bits of a character of base64url, or -1. */
export function sextet(byte: u32): i32 {
  if (byte - 0x41 < 26) return byte - 0x41;
  if (byte - 0x61 < 26) return byte - 0x61 + 26;
  if (byte - 0x30 < 10) return byte - 0x30 + 52;
  if (byte == 0x2d) return 62;
  return byte == 0x5f ? 63 : -1;
}
