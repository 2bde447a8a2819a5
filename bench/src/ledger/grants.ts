import { setTimeout as sleep } from 'node:timers/promises';
import type { Script } from '../load.js';
import { startLoad } from '../load.js';
import type { Processors } from '../measure.js';
import { cpuTime } from '../procfs.js';
import { type LedgerProcess, type Store, startLedger } from './servers.js';

/** What is asked of a ledger. */
interface Asked {
  id: AskedId;
  script: Script;
}

export type AskedId = 'one' | 'batch' | 'exchange';

const IN_FLIGHT = { inFlight: 16, held: 0 };
const WARM_UP_MS = 1500;
/** So many that each holds a few grants, as people on small plans do; those on large plans hold some dozens. */
const MANY = 20_000;
const FEW = 1000;
const ENTERPRISE_LEASE = 20;

/** Leases have numbers of their own: one that is known already would only be answered again. */
const ASKED: Asked[] = [
  { id: 'one', script: { name: 'leases', args: [MANY, 1, 1, 'keep', 0] } },
  { id: 'batch', script: { name: 'leases', args: [MANY, 16, 1, 'keep', 1e9] } },
  { id: 'exchange', script: { name: 'leases', args: [FEW, 1, ENTERPRISE_LEASE, 'close', 2e9] } },
];

/** How fast a ledger grants under one kind of calls, and what it costs. */
export interface GrantResult {
  store: Store;
  asked: AskedId;
  leasesPerSecond: number;
  /** CPU time of the ledger's process for each lease, in µs. */
  ledgerCpu: number;
  /** CPU time of Valkey for each lease, in µs. */
  valkeyCpu?: number;
  /** Latencies of a call in µs, with 16 calls under way. */
  p50: number;
  p99: number;
}

/**
 * Has one ledger in memory, and one on Valkey, grant as many leases as they can to 16 callers.
 *
 * @param seconds that each is measured
 */
export async function measureGrants(
  valkeyServer: string,
  processors: Processors,
  seconds: number,
  progress: (text: string) => void,
): Promise<GrantResult[]> {
  const results: GrantResult[] = [];
  for (const program of [undefined, valkeyServer]) {
    // The load takes less than Valkey does: together they have the processor that the ledger does not need.
    const ledger = await startLedger({ ledger: processors.envoy, valkey: processors.load }, program);
    try {
      for (const { id, script } of ASKED) {
        progress(`grants, ledger in ${ledger.store}: ${id}`);
        results.push({ asked: id, ...(await measure(ledger, script, processors, seconds)) });
      }
    } finally {
      await ledger.stop();
    }
  }
  return results;
}

async function measure(ledger: LedgerProcess, script: Script, processors: Processors, seconds: number) {
  const { store, port, valkey } = ledger;
  const load = startLoad(port, { path: '/v1/leases', headers: {}, script }, IN_FLIGHT, processors.load);
  try {
    await sleep(WARM_UP_MS);
    const before = await snapshot(ledger);
    await sleep(seconds * 1000);
    const after = await snapshot(ledger);
    const leases = after.leases - before.leases;
    const { p50, p99 } = await load.end();
    return {
      store,
      leasesPerSecond: leases / ((after.time - before.time) / 1000),
      ledgerCpu: Number(after.ledger - before.ledger) / 1000 / leases,
      ...(valkey && { valkeyCpu: Number(after.valkey - before.valkey) / 1000 / leases }),
      p50,
      p99,
    };
  } catch (error) {
    await load.end().catch(() => undefined);
    throw error;
  }
}

async function snapshot({ pid, valkey, leases }: LedgerProcess) {
  return {
    leases: await leases(),
    time: performance.now(),
    ledger: await cpuTime(pid),
    valkey: valkey ? await cpuTime(valkey.pid) : 0n,
  };
}
