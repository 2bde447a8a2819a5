/**
 * Counts by owner (a user, a visitor) in the data that the workers of this proxy share. They outlive reloads
 * of configuration and code, as long as the vm_id stays the same.
 */
import { Status } from './abi';
import { currentTime, getSharedData, setSharedData, sharedDataVersion } from './host-calls';
import { Allowance } from './sliding-window';
import { lengthOf, NOTHING, pointerOf, statusOf, View, viewOf } from './view';

/** With WAYS counts each: room for 65,536 owners at once, in at most 18 MB without annexes. */
const SETS: u64 = 8192;
/** Each lost attempt is another worker's success: even a few dozen in a row are never seen. */
export const ATTEMPTS: i32 = 1000;

@final
export class SharedCounts {
  /** The key of a set: a name, and the set's number in its last two bytes. */
  private readonly key: View;
  private readonly number: usize;
  /** The key that says that all sets are there. */
  private readonly ready: View;
  private readonly allowance: Allowance;
  private version: u32 = 0;

  /**
   * Made once per VM.
   *
   * @param name of the counts, with the version of the layout (sliding-window.ts)
   * @param annexSize bytes that the filter keeps beside each count, a multiple of 8
   */
  constructor(name: View, annexSize: i32 = 0) {
    this.allowance = new Allowance(annexSize);
    const length = lengthOf(name);
    const key = heap.alloc(length + 2);
    memory.copy(key, pointerOf(name), length);
    this.key = viewOf(key, length + 2);
    this.number = key + length;
    this.ready = name;
  }

  /**
   * Creates all sets, once in the life of a proxy; to be called while configuring. A first write cannot be
   * checked (version 0 overwrites), so that two first writes would lose a count: therefore no set is ever
   * created by a request. Envoy configures a filter on its main thread before any worker has it, hence before
   * any request.
   */
  create(): void {
    if (statusOf(getSharedData(this.ready)) == Status.Ok) return;
    for (let set: u64 = 0; set < SETS; set++) {
      store<u16>(this.number, <u16>set);
      if (statusOf(getSharedData(this.key)) == Status.NotFound) setSharedData(this.key, NOTHING, 0);
    }
    setSharedData(this.ready, NOTHING, 0);
  }

  /**
   * Takes `cost` units in the name of `owner`, exactly: of all workers that try at once, one writes and the
   * others look again. A refusal writes nothing, unless the clock has stepped back. Two or three host calls.
   *
   * @param owner hash of the owner; its low bits choose the set
   * @returns valid until the next call. Refused, with nothing remaining, if the host does not play along.
   */
  take(owner: u64, limit: u64, subBucket: u64, cost: u64): Allowance {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const allowance = this.read(owner, subBucket);
      if (!allowance) break;
      allowance.take(limit, cost);
      if (!allowance.changed) return allowance;
      const status = this.write();
      if (status == Status.Ok) return allowance;
      if (status != Status.CasMismatch) break;
    }
    return this.allowance.refuse();
  }

  /**
   * Reads what is known of `owner`, to be changed and written in the same callback. Two host calls.
   *
   * @param subBucket see `Allowance.open`
   * @returns null if the host does not play along
   */
  read(owner: u64, subBucket: u64): Allowance | null {
    store<u16>(this.number, <u16>(owner & (SETS - 1)));
    const stored = getSharedData(this.key);
    if (statusOf(stored) != Status.Ok) return null;
    this.version = sharedDataVersion();
    return this.allowance.open(stored, owner, subBucket, currentTime());
  }

  /** Writes what was read last; `CasMismatch` if another worker has written since: read again. */
  write(): i32 {
    return setSharedData(this.key, this.allowance.set, this.version);
  }
}
