/**
 * Lease ids that nobody else chooses, without a random source: a hash of who this worker is (the proxy's node id, the
 * worker's number among all that have shared its data, and the time at which it first asked, which Envoy knows to the
 * microsecond), and a count behind it. Two workers of one proxy differ in the number, two proxies in the node id, and a
 * proxy that starts again in the time; the hash has 64 bits, of which an accident would need the same ids for the same
 * user within one window.
 */
import {
  getProperty,
  getSharedData,
  hash64,
  isOk,
  lengthOf,
  mix,
  NOTHING,
  pointerOf,
  setSharedData,
  sharedDataVersion,
  Status,
  View,
  Writer,
} from '@imagehub/filter-sdk/assembly';

const WORKERS = 'workers1';
const NODE_ID = 'xds\0node\0id';
/** Each lost attempt is another worker's success. */
const ATTEMPTS: i32 = 1000;

let seed: u64 = 0;
let count: u64 = 0;

/** Creates what the workers are numbered by; to be called while configuring, before there are workers. */
export function createWorkerNumbers(): void {
  if (!isOk(getSharedData(WORKERS))) setSharedData(WORKERS, NOTHING, 0);
}

/** Finds out who this worker is; to be called in the name of a request, for only those can read the node's id. */
export function identify(now: u64): void {
  if (seed == 0) seed = identity(now);
}

/** An id for a lease. */
export function nextLease(now: u64): u64 {
  identify(now);
  count++;
  const lease = mix(seed + count);
  return lease != 0 ? lease : nextLease(now);
}

function identity(now: u64): u64 {
  const text = new Writer(128);
  const node = getProperty(NODE_ID);
  text.put(isOk(node) ? node : NOTHING).word(workerNumber()).long(now);
  return hash64(text.view());
}

function workerNumber(): u32 {
  const text = new Writer(4);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = getSharedData(WORKERS);
    if (!isOk(stored)) break;
    const version = sharedDataVersion();
    const number = numberIn(stored) + 1;
    if (setSharedData(WORKERS, text.clear().word(number).view(), version) != Status.CasMismatch) return number;
  }
  return 0;
}

function numberIn(stored: View): u32 {
  return lengthOf(stored) == 4 ? load<u32>(pointerOf(stored)) : 0;
}
