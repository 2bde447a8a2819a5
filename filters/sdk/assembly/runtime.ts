/**
 * The runtime that the transform puts in the place of AssemblyScript's `stub`: managed objects live in
 * regions. A region is taken back as a whole, when the configuration it was made for is gone, so that nothing
 * is traced, nothing is counted, and it does not matter what is on the stack.
 *
 * Regions, and whoever calls `heap.alloc`, share a heap of blocks whose sizes are powers of two; of each size
 * those that are free are kept in a list.
 */

/** Regions take blocks of this size, or what a single object needs. */
const REGION_BLOCK: usize = 4096 - 8;
const LARGEST: usize = 1 << 30;
const SMALLEST_KIND: u32 = 5;

/** Free blocks by the logarithm of their size. A block begins with it; a free one goes on with the next. */
const free: usize = memory.data(32 * 4);
/** Newest block, next free address and end of the region of what lives as long as the VM. */
const permanent: usize = memory.data(12);

// @ts-ignore: decorator
@lazy let top: usize = (__heap_base + 7) & ~7;
// @ts-ignore: decorator
@lazy let current: usize = permanent;

// @ts-ignore: decorator
@unsafe @global
export function __alloc(size: usize): usize {
  if (size > LARGEST) unreachable();
  const kind = max(32 - clz<u32>(<u32>size + 7), SMALLEST_KIND);
  const list = free + (kind << 2);
  let block = load<usize>(list);
  if (block) {
    store<usize>(list, load<usize>(block, 8));
    return block + 8;
  }
  block = top;
  top += 1 << kind;
  const missing = <i32>(top - (memory.size() << 16));
  if (missing > 0 && memory.grow((missing + 0xffff) >> 16) < 0) unreachable();
  store<u32>(block, kind);
  return block + 8;
}

// @ts-ignore: decorator
@unsafe @global
export function __free(pointer: usize): void {
  const list = free + (load<u32>(pointer - 8) << 2);
  store<usize>(pointer, load<usize>(list));
  store<usize>(list, pointer - 8);
}

/** A new region. */
// @ts-ignore: decorator
@unsafe @global
export function __region(): usize {
  const region = __alloc(12);
  memory.fill(region, 0, 12);
  return region;
}

/** Has new objects live in a region; returns the one in which they lived before. */
// @ts-ignore: decorator
@unsafe @global
export function __enter(region: usize): usize {
  const previous = current;
  current = region;
  return previous;
}

/** Takes a region back with all that lives in it. */
// @ts-ignore: decorator
@unsafe @global
export function __drop(region: usize): void {
  let block = load<usize>(region);
  while (block) {
    const previous = load<usize>(block);
    __free(block);
    block = previous;
  }
  __free(region);
}

// @ts-ignore: decorator
@unsafe @global
export function __new(size: usize, id: u32): usize {
  return create(current, size, id);
}

/** Makes an object larger, in the region where it lives. */
// @ts-ignore: decorator
@unsafe @global
export function __renew(object: usize, size: usize): usize {
  const renewed = create(load<usize>(object - 16), size, load<u32>(object - 8));
  memory.copy(renewed, object, load<u32>(object - 4));
  return renewed;
}

/** An object has a header: its region, a word that nobody uses, and what AssemblyScript reads: type and size. */
function create(region: usize, size: usize, id: u32): usize {
  const whole = (size + 23) & ~7;
  let at = load<usize>(region, 4);
  if (at + whole > load<usize>(region, 8)) {
    const room = max(whole + 8, REGION_BLOCK);
    at = __alloc(room) + 8;
    store<usize>(at - 8, load<usize>(region));
    store<usize>(region, at - 8);
    store<usize>(region, at - 8 + room, 8);
  }
  store<usize>(region, at + whole, 4);
  store<usize>(at, region);
  store<u32>(at, id, 8);
  store<u32>(at, <u32>size, 12);
  memory.fill(at + 16, 0, size);
  return at + 16;
}

// @ts-ignore: decorator
@unsafe @global
export function __link(parent: usize, child: usize, expectMultiple: bool): void {}
