/**
 * Maps as proxy-wasm packs them: u32 count, then for each pair the u32 lengths of key and value, then for
 * each pair the key, NUL, the value, NUL. Everything is little endian. Header lists and structs in dynamic
 * metadata come this way; in the latter a number is 8 bytes of f64, a boolean one byte, and nothing tells
 * them from a string of that length.
 */
import { Status } from './abi';
import { equal, failure, lengthOf, NOTHING, pointerOf, View, viewOf } from './view';
import { Writer } from './writer';

/** Goes through the pairs of a map in order; made once per VM and reused. */
@final
export class PackedMapReader {
  key: View = NOTHING;
  value: View = NOTHING;
  private map: View = NOTHING;
  private left: u32 = 0;
  private lengths: usize = 0;
  private at: u64 = 0;

  /** Begins with a map; one that failed has no pairs. */
  open(map: View): PackedMapReader {
    const size = <u64>lengthOf(map);
    const count = size < 4 ? 0 : load<u32>(pointerOf(map));
    this.map = map;
    this.at = 4 + <u64>count * 8;
    this.left = this.at <= size ? count : 0;
    this.lengths = pointerOf(map) + 4;
    return this;
  }

  /** Takes the next pair into `key` and `value`; false at the end, and where the map does not add up. */
  next(): bool {
    if (this.left == 0) return false;
    this.left--;
    const keyLength = <u64>load<u32>(this.lengths);
    const valueLength = <u64>load<u32>(this.lengths, 4);
    const valueAt = this.at + keyLength + 1;
    const after = valueAt + valueLength + 1;
    if (after > <u64>lengthOf(this.map)) {
      this.left = 0;
      return false;
    }
    const base = pointerOf(this.map);
    this.key = viewOf(base + <usize>this.at, <i32>keyLength);
    this.value = viewOf(base + <usize>valueAt, <i32>valueLength);
    this.lengths += 8;
    this.at = after;
    return true;
  }
}

const reader = new PackedMapReader();

/** The value of the first pair with this key, or a View with the status `NotFound`. */
export function packedValue(map: View, key: View): View {
  reader.open(map);
  while (reader.next()) {
    if (equal(reader.key, key)) return reader.value;
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
