import { type DemandResult, PLANS, type Plan } from './demands.js';
import type { AskedId, GrantResult } from './grants.js';
import type { Store } from './servers.js';

/** Of a processor's time: beyond it, calls begin to wait for each other. */
export const BUSY = 0.7;

/** How far one store goes for users of one plan who all ask at their plan's pace. */
export interface Capacity {
  plan: Plan;
  store: Store;
  callsPerThousand: number;
  /** Admitted requests a second. */
  requestsPerSecond: number;
  people: number;
  /** Ledgers that it takes to bring that many calls to the store: 1 in memory. */
  ledgers: number;
}

/**
 * How far one ledger in memory goes, and one Valkey: until 70 % of the one processor that each can use.
 *
 * @param demands of which those of one sidecar at the plan's pace count
 */
export function capacities(demands: DemandResult[], grants: GrantResult[]): Capacity[] {
  return grants
    .filter(({ asked }) => asked === 'one')
    .flatMap(({ store }) =>
      (Object.keys(PLANS) as Plan[]).map((plan) => capacity(plan, store, demands, grants)),
    );
}

function capacity(plan: Plan, store: Store, demands: DemandResult[], grants: GrantResult[]): Capacity {
  const callsPerThousand = perThousand(
    demands.find((one) => one.plan === plan && one.demand === 'steady' && one.sidecars === 1),
  );
  // Leases of large plans are closed by the call that asks for the next.
  const asked: AskedId = plan === 'enterprise' ? 'exchange' : 'one';
  const grant = grants.find((one) => one.store === store && one.asked === asked);
  const { ledgerCpu = Number.NaN, valkeyCpu } = grant ?? {};
  const callsPerSecond = (BUSY * 1e6) / (valkeyCpu ?? ledgerCpu);
  const requestsPerSecond = (callsPerSecond * 1000) / callsPerThousand;
  const { limit, window } = PLANS[plan];
  return {
    plan,
    store,
    callsPerThousand,
    requestsPerSecond,
    people: requestsPerSecond / (limit / window),
    ledgers: valkeyCpu === undefined ? 1 : Math.ceil(ledgerCpu / valkeyCpu),
  };
}

/** Calls to the ledger for 1,000 admitted requests. */
export function perThousand(result: Pick<DemandResult, 'calls' | 'admitted'> | undefined): number {
  return result ? (1000 * result.calls) / result.admitted : Number.NaN;
}
