/** The live streams by context id, and a pool of those that have ended. */
import { Root, Stream } from './contexts';

/**
 * An open-addressing table. Context ids are handed out in sequence, so that `id & mask` hardly ever collides;
 * removal shifts back what a collision had displaced (Knuth, TAOCP 6.4, algorithm R) and leaves no
 * tombstones.
 */
@final
export class StreamTable {
  private slots: StaticArray<Stream | null> = new StaticArray<Stream | null>(256);
  private mask: u32 = 255;
  private count: u32 = 0;
  /** Streams that have ended, each with the next. */
  private pool: Stream | null = null;

  /** Takes a stream from the pool (or a fresh one from the root) and enters it under `id`. */
  add(id: u32, root: Root): void {
    if ((this.count + 1) * 2 > this.mask) this.grow();
    const pooled = this.pool;
    if (pooled) this.pool = pooled.next;
    const stream = pooled ? pooled : root.createStream();
    stream.id = id;
    stream.root = root;
    root.streams++;
    stream.begin();
    this.place(stream);
    this.count++;
  }

  find(id: u32): Stream | null {
    let slot = id & this.mask;
    let stream = this.slots[slot];
    while (stream && stream.id != id) {
      slot = (slot + 1) & this.mask;
      stream = this.slots[slot];
    }
    return stream;
  }

  /** Returns the stream to the pool; false if there is none of that id. */
  remove(id: u32): bool {
    const stream = this.find(id);
    if (!stream) return false;
    stream.end();
    leave(changetype<Root>(stream.root));
    stream.root = null;
    stream.next = this.pool;
    this.pool = stream;
    this.count--;
    let hole = id & this.mask;
    while (this.slots[hole] !== stream) hole = (hole + 1) & this.mask;
    for (let slot = (hole + 1) & this.mask; ; slot = (slot + 1) & this.mask) {
      const other = this.slots[slot];
      if (!other) break;
      const displacement = (slot - (other.id & this.mask)) & this.mask;
      if (displacement < ((slot - hole) & this.mask)) continue;
      this.slots[hole] = other;
      hole = slot;
    }
    this.slots[hole] = null;
    return true;
  }

  private place(stream: Stream): void {
    let slot = stream.id & this.mask;
    while (this.slots[slot]) slot = (slot + 1) & this.mask;
    this.slots[slot] = stream;
  }

  private grow(): void {
    const old = this.slots;
    const size = old.length * 2;
    this.slots = new StaticArray<Stream | null>(size);
    this.mask = <u32>size - 1;
    for (let i = 0; i < old.length; i++) {
      const stream = old[i];
      if (stream) this.place(stream);
    }
  }
}

/** A root that is retired goes with its last stream. */
function leave(root: Root): void {
  if (--root.streams == 0 && root.retired) __drop(root.region);
}
