/** Reading single members of a JSON object without parsing it whole, for requests: nothing is allocated. */
import { Status } from './abi';
import { copyOf } from './arena';
import { unescape } from './json-text';
import { byteAt, equal, failure, indexOf, lengthOf, slice, View } from './view';

const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;

/**
 * The text of a member of the outermost object; `NotFound` if there is none of that name or it is no string.
 * The first of several counts. Names are compared as they are written. What is no JSON yields anything, but
 * nothing outside of the View.
 */
export function jsonText(json: View, name: View): View {
  const length = lengthOf(json);
  let depth = 0;
  let at = 0;
  let expectsName = false;
  while (at < length) {
    const byte = byteAt(json, at);
    if (byte == QUOTE) {
      const end = endOfString(json, at + 1);
      if (end < 0) break;
      const isWanted = expectsName && equal(slice(json, at + 1, end), name);
      expectsName = false;
      at = end + 1;
      if (isWanted) return textAfterColon(json, at);
      continue;
    }
    if (byte == 0x7b || byte == 0x5b) depth++;
    else if (byte == 0x7d || byte == 0x5d) depth--;
    if (byte == 0x7b || byte == 0x2c) expectsName = depth == 1;
    at++;
  }
  return failure(Status.NotFound);
}

/** The index of the quote that ends a string, or -1. */
function endOfString(json: View, start: i32): i32 {
  for (let i = start, length = lengthOf(json); i < length; i++) {
    const byte = byteAt(json, i);
    if (byte == QUOTE) return i;
    if (byte == BACKSLASH) i++;
  }
  return -1;
}

function textAfterColon(json: View, start: i32): View {
  const length = lengthOf(json);
  let at = start;
  while (at < length && (byteAt(json, at) <= 0x20 || byteAt(json, at) == 0x3a)) at++;
  if (at == length || byteAt(json, at) != QUOTE) return failure(Status.NotFound);
  const end = endOfString(json, at + 1);
  if (end < 0) return failure(Status.NotFound);
  const text = slice(json, at + 1, end);
  return indexOf(text, BACKSLASH) < 0 ? text : unescape(copyOf(text));
}
