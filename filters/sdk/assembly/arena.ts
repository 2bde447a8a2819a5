/**
 * Memory for the length of one callback. The host's buffers (`proxy_on_memory_allocate`) and our own scratch
 * come from one block that every callback takes over from its beginning: nothing is freed one by one, and
 * nothing is allocated for a request that fits. A callback that needs more gets further blocks, given back at
 * the next callback; the heap keeps them, so a callback that does the same for many takes back what each needed.
 */
import { NOTHING, pointerOf, lengthOf, View, viewOf } from './view';

/** With what the heap adds, a power of two. */
const BLOCK: usize = 64 * 1024 - 16;

const first: usize = heap.alloc(BLOCK);
let next: usize = first;
let end: usize = first + BLOCK;
/** The most recent further block; each begins with the address of the one before it. */
let further: usize = 0;

/** Memory for `size` bytes, aligned to 8, until the current callback returns. */
export function allocate(size: usize): usize {
  const pointer = next;
  const after = pointer + ((size + 7) & ~7);
  if (after <= end && after >= pointer) {
    next = after;
    return pointer;
  }
  return allocateFurther(size);
}

function allocateFurther(size: usize): usize {
  const room = max(BLOCK, (size + 7) & ~7);
  const block = heap.alloc(room + 8);
  store<usize>(block, further);
  further = block;
  const pointer = block + 8;
  next = pointer + ((size + 7) & ~7);
  end = pointer + room;
  return pointer;
}

/**
 * Takes everything back. Called at the beginning of every callback, before anything is read from the host.
 */
@inline
export function resetArena(): void {
  if (further) freeFurther();
  next = first;
}

/** Where the arena stands, for `releaseArena`. */
export function markArena(): usize {
  return next;
}

/**
 * Takes back what was allocated since `mark` in the same callback: for a callback that does the same for many, so that
 * what it needs does not grow with their number. If a further block was begun in between, it is kept for what comes next.
 */
export function releaseArena(mark: usize): void {
  const begin = further ? further : first;
  if (mark >= begin && mark <= next) next = mark;
}

function freeFurther(): void {
  while (further) {
    const previous = load<usize>(further);
    heap.free(further);
    further = previous;
  }
  end = first + BLOCK;
}

/** Copies a View, so that it may be changed; lasts until the current callback returns. */
export function copyOf(view: View): View {
  const length = lengthOf(view);
  if (length == 0) return NOTHING;
  const pointer = allocate(length);
  memory.copy(pointer, pointerOf(view), length);
  return viewOf(pointer, length);
}

/** ABI: the host asks for a buffer. */
export function proxy_on_memory_allocate(size: i32): usize {
  return allocate(<usize>size);
}
