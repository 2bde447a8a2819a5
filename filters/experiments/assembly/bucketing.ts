/**
 * Bucketing as GrowthBook does it (https://docs.growthbook.io/lib/build-your-own), so that assignments can be
 * computed anywhere from the configuration alone.
 */
import { byteAt, lengthOf, View } from '@imagehub/filter-sdk/assembly';

const OFFSET: u32 = 0x811c9dc5;
const PRIME: u32 = 0x01000193;

/** A place in [0, 1), in steps of 1/10000, by hash version 2: two rounds of FNV-1a over seed and value. */
export function bucketOf(seed: View, value: View): f64 {
  const inner = addUnits(addUnits(OFFSET, seed), value);
  return <f64>(addDecimal(OFFSET, inner) % 10_000) / 10_000;
}

/** A place in [0, 1), in steps of 1/1000, by hash version 1: where a value stands in a namespace. */
export function namespacePlaceOf(namespace: View, value: View): f64 {
  let hash = addUnits(OFFSET, value);
  hash = add(add(hash, 0x5f), 0x5f);
  return <f64>(addUnits(hash, namespace) % 1_000) / 1_000;
}

@inline
function add(hash: u32, unit: u32): u32 {
  return (hash ^ unit) * PRIME;
}

/** Adds the decimal digits of a number, as JavaScript writes it. */
function addDecimal(hash: u32, number: u32): u32 {
  let divisor: u32 = 1;
  while (number / divisor >= 10) divisor *= 10;
  for (; divisor > 0; divisor /= 10) hash = add(hash, 0x30 + ((number / divisor) % 10));
  return hash;
}

/** Adds a text's UTF-16 units, as GrowthBook's JavaScript goes through it; the bytes are UTF-8. */
function addUnits(hash: u32, text: View): u32 {
  const length = lengthOf(text);
  for (let i = 0; i < length; i++) {
    const byte = byteAt(text, i);
    if (byte < 0x80) {
      hash = add(hash, byte);
      continue;
    }
    const more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
    let point: u32 = more == 3 ? byte & 7 : more == 2 ? byte & 15 : more == 1 ? byte & 31 : byte;
    for (let k = 0; k < more && i + 1 < length; k++) point = (point << 6) | (byteAt(text, ++i) & 63);
    if (point < 0x10000) hash = add(hash, point);
    else hash = add(add(hash, 0xd7c0 + (point >> 10)), 0xdc00 | (point & 0x3ff));
  }
  return hash;
}
