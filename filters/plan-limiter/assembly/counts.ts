/**
 * The counts of all users, in the data that the workers of this Envoy share. It outlives reloads of configuration and
 * code, as long as the vm_id stays the same.
 */
import { currentTime, getSharedData, literal, lengthOf, NOTHING, pointerOf, setSharedData, sharedDataVersion, Status,
  statusOf, View } from '@imagehub/filter-sdk/assembly';
import { Allowance, WAYS } from './window';

/** With WAYS counts each: room for 65,536 users at once, in at most 18 MB. */
const SETS: u64 = 8192;
/** Each lost attempt is another worker's success, so that even a few dozen in a row are never seen. */
const ATTEMPTS: i32 = 1000;

/** The keys: a name with the version of the layout (window.ts), and the set's number in two bytes. */
const key: View = literal('counts1/..');
const keyNumber: usize = pointerOf(key) + lengthOf(key) - 2;
const READY: View = literal('counts1');
const allowance: Allowance = new Allowance();

/**
 * Creates all sets, once in the life of an Envoy. A first write cannot be checked (version 0 overwrites), so that two
 * first writes would lose a count: therefore no set is ever created by a request. Envoy configures the filter on its
 * main thread before any worker has it, hence before any request.
 */
export function createSets(): void {
  if (statusOf(getSharedData(READY)) == Status.Ok) return;
  for (let set: u64 = 0; set < SETS; set++) {
    store<u16>(keyNumber, <u16>set);
    if (statusOf(getSharedData(key)) == Status.NotFound) setSharedData(key, NOTHING, 0);
  }
  setSharedData(READY, NOTHING, 0);
}

/**
 * Takes `cost` units in the name of `owner`, exactly: of all workers that try at once, one writes and the others look
 * again. A refusal writes nothing, unless the clock has stepped back.
 *
 * @returns valid until the next call. Refused, with nothing remaining, if the host does not play along.
 */
export function take(owner: u64, limit: u64, subBucket: u64, cost: u64): Allowance {
  store<u16>(keyNumber, <u16>(owner & (SETS - 1)));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = getSharedData(key);
    if (statusOf(stored) != Status.Ok) break;
    const version = sharedDataVersion();
    allowance.take(stored, owner, limit, subBucket, cost, currentTime());
    if (!allowance.changed) return allowance;
    const status = setSharedData(key, allowance.set, version);
    if (status == Status.Ok) return allowance;
    if (status != Status.CasMismatch) break;
  }
  return allowance.refuse();
}
