/**
 * Maps as proxy-wasm packs them: u32 count, then for each pair the u32 lengths of key and value, then for each pair the
 * key, NUL, the value, NUL. Everything is little endian. Header lists and structs in dynamic metadata come this way; in
 * the latter a number is 8 bytes of f64, a boolean one byte, and nothing tells them from a string of that length.
 */
import { Status } from './abi';
import { equal, failure, lengthOf, NOTHING, pointerOf, View, viewOf } from './view';
import { Writer } from './writer';

/**
 * The value of the first pair with this key, or a View with the status `NotFound`. A map that does not add up (never
 * seen from a host) yields `ParseFailure`.
 */
export function packedValue(map: View, key: View): View {
  const size = <u64>lengthOf(map);
  if (size < 4) return failure(size == 0 ? Status.NotFound : Status.ParseFailure);
  const base = pointerOf(map);
  const count = <u64>load<u32>(base);
  let at = 4 + count * 8;
  if (at > size) return failure(Status.ParseFailure);
  for (let i: u64 = 0; i < count; i++) {
    const lengths = base + 4 + <usize>i * 8;
    const keyLength = <u64>load<u32>(lengths);
    const valueLength = <u64>load<u32>(lengths, 4);
    const valueAt = at + keyLength + 1;
    const after = valueAt + valueLength + 1;
    if (after > size) return failure(Status.ParseFailure);
    if (equal(viewOf(base + <usize>at, <i32>keyLength), key)) return viewOf(base + <usize>valueAt, <i32>valueLength);
    at = after;
  }
  return failure(Status.NotFound);
}

/** Packs a list of pairs; made once per VM and reused. */
@final
export class PackedMapWriter {
  private sizes: Writer = new Writer(64);
  private data: Writer = new Writer(512);
  private count: u32 = 0;

  clear(): PackedMapWriter {
    this.sizes.clear();
    this.data.clear();
    this.count = 0;
    return this;
  }

  add(key: View, value: View): PackedMapWriter {
    this.sizes.word(lengthOf(key)).word(lengthOf(value));
    this.data.put(key).byte(0).put(value).byte(0);
    this.count++;
    return this;
  }

  /** Writes the packed map into `target`, which is cleared first. */
  into(target: Writer): View {
    if (this.count == 0) return NOTHING;
    return target.clear().word(this.count).put(this.sizes.view()).put(this.data.view()).view();
  }
}
