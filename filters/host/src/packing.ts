/** Values as they cross the border between proxy and module. */

/** What a property can hold; objects and lists are packed as Envoy 1.40 packs dynamic metadata. */
export type PropertyValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | PropertyValue[]
  | { [key: string]: PropertyValue };

const encoder = new TextEncoder();

/** A packed map: u32 count, u32 lengths of each key and value, then keys and values, each ended by NUL. */
export function packPairs(pairs: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array {
  const size = pairs.reduce((sum, [key, value]) => sum + 8 + key.length + value.length + 2, 4);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, pairs.length, true);
  let lengths = 4;
  let data = 4 + pairs.length * 8;
  for (const [key, value] of pairs) {
    view.setUint32(lengths, key.length, true);
    view.setUint32(lengths + 4, value.length, true);
    lengths += 8;
    bytes.set(key, data);
    bytes.set(value, data + key.length + 1);
    data += key.length + value.length + 2;
  }
  return bytes;
}

/** @throws {RangeError} if the lengths do not add up */
export function unpackPairs(bytes: Uint8Array): [Uint8Array, Uint8Array][] {
  if (bytes.length === 0) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  const pairs: [Uint8Array, Uint8Array][] = [];
  let data = 4 + count * 8;
  for (let i = 0; i < count; i++) {
    const keyLength = view.getUint32(4 + i * 8, true);
    const valueLength = view.getUint32(8 + i * 8, true);
    const valueAt = data + keyLength + 1;
    const end = valueAt + valueLength;
    if (end >= bytes.length || bytes[valueAt - 1] !== 0 || bytes[end] !== 0) {
      throw new RangeError(`pair ${i} of ${count} does not fit`);
    }
    pairs.push([bytes.slice(data, data + keyLength), bytes.slice(valueAt, end)]);
    data = end + 1;
  }
  return pairs;
}

/** The bytes of a property, or undefined if it cannot be serialised: a null, or anything that holds one. */
export function serializeProperty(value: PropertyValue): Uint8Array | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return encoder.encode(value);
  if (typeof value === 'number') return new Uint8Array(new Float64Array([value]).buffer);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
  if (value instanceof Uint8Array) return value;
  const pairs: [Uint8Array, Uint8Array][] = [];
  if (Array.isArray(value)) {
    for (const item of value) {
      const bytes = serializeProperty(item);
      if (!bytes) return undefined;
      pairs.push([bytes, new Uint8Array()]);
    }
    return packPairs(pairs);
  }
  for (const [key, item] of Object.entries(value)) {
    const bytes = serializeProperty(item);
    if (!bytes) return undefined;
    pairs.push([encoder.encode(key), bytes]);
  }
  return packPairs(pairs);
}
