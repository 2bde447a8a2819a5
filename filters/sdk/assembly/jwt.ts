/** Reading tokens whose verification is somebody else's job. */
import { Status } from './abi';
import { decodeBase64Url } from './base64url';
import { equalIgnoringCase, failure, indexOf, isOk, lengthOf, slice, View } from './view';

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
