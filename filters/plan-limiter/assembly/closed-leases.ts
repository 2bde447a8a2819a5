/**
 * Leases that have ended, and that the ledger has not been told of. They go with the next call, or with one of their
 * own if none comes. One that is lost costs nobody more than its units until it expires in the ledger by itself: so the
 * oldest make room when there are too many.
 */

const CAPACITY: i32 = 512;
const WORDS: i32 = 3;

@final
export class ClosedLeases {
  count: i32 = 0;
  /** Whether they should not wait for a call that is made anyway. */
  isDue: bool = false;
  private first: i32 = 0;
  /** Owner, lease and units spent, one after the other. */
  private readonly words: StaticArray<u64> = new StaticArray<u64>(CAPACITY * WORDS);

  add(owner: u64, lease: u64, spent: u64): void {
    if (this.count == CAPACITY) this.drop(1);
    const at = ((this.first + this.count) % CAPACITY) * WORDS;
    unchecked((this.words[at] = owner));
    unchecked((this.words[at + 1] = lease));
    unchecked((this.words[at + 2] = spent));
    this.count++;
  }

  ownerAt(index: i32): u64 {
    return this.words[this.place(index)];
  }

  leaseAt(index: i32): u64 {
    return this.words[this.place(index) + 1];
  }

  spentAt(index: i32): u64 {
    return this.words[this.place(index) + 2];
  }

  /** Drops the oldest. */
  drop(count: i32): void {
    this.first = (this.first + count) % CAPACITY;
    this.count -= count;
    if (this.count == 0) this.isDue = false;
  }

  private place(index: i32): i32 {
    return ((this.first + index) % CAPACITY) * WORDS;
  }
}
