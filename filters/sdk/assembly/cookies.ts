/** Cookies (RFC 6265) on bytes. */
import { Status } from './abi';
import { byteAt, equal, failure, indexOf, lengthOf, slice, View } from './view';

/** The value of the first cookie of that name in a Cookie header, without quotes around it; or `NotFound`. */
export function cookieValue(header: View, name: View): View {
  const length = lengthOf(header);
  let start = 0;
  while (start < length) {
    const semicolon = indexOf(header, 0x3b, start);
    const pair = trim(slice(header, start, semicolon < 0 ? length : semicolon));
    const equals = indexOf(pair, 0x3d);
    if (equals >= 0 && equal(trim(slice(pair, 0, equals)), name)) {
      return unquoted(trim(slice(pair, equals + 1, lengthOf(pair))));
    }
    if (semicolon < 0) break;
    start = semicolon + 1;
  }
  return failure(Status.NotFound);
}

/** Without spaces and tabs at either end. */
export function trim(view: View): View {
  let start = 0;
  let end = lengthOf(view);
  while (start < end && isSpace(byteAt(view, start))) start++;
  while (end > start && isSpace(byteAt(view, end - 1))) end--;
  return slice(view, start, end);
}

@inline
function isSpace(byte: u32): bool {
  return byte == 0x20 || byte == 0x09;
}

function unquoted(value: View): View {
  const length = lengthOf(value);
  const isQuoted = length >= 2 && byteAt(value, 0) == 0x22 && byteAt(value, length - 1) == 0x22;
  return isQuoted ? slice(value, 1, length - 1) : value;
}
