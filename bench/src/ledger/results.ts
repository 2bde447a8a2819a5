import type { Measurement, Schedule } from '../measure.js';
import { type LoadResult, loadResult } from '../results.js';
import { type Spread, spread } from '../statistics.js';
import type { Target } from '../targets.js';
import type { Variant } from '../variants/variant.js';
import { type Capacity, perThousand } from './capacity.js';
import type { CrowdResult } from './crowd.js';
import type { DemandResult } from './demands.js';
import type { GrantResult } from './grants.js';

/** What a way of keeping plans costs a request. */
export interface CostResult extends LoadResult {
  id: string;
  title: string;
  /** Calls to the ledger per request. */
  calls?: Spread;
}

export interface LedgerResults {
  costs: CostResult[];
  /** Host calls of a request, with all that it brings about, of users at their plan's pace. */
  hostCalls: { local: number; enterprise: number; personal: number };
  demands: DemandResult[];
  grants: GrantResult[];
  crowds: CrowdResult[];
  capacities: Capacity[];
}

/** Sums up the rounds of each variant under the schedule's one load. */
export function costResults(
  variants: Variant[],
  { loads: [load] }: Schedule,
  measurements: Measurement[],
): CostResult[] {
  const inFlight = load?.inFlight ?? 0;
  return variants.map(({ id, title }) => {
    const calls = measurements.filter(({ variant }) => variant === id).map((one) => one.calls ?? 0);
    return { id, title, calls: spread(calls), ...loadResult(id, inFlight, measurements) };
  });
}

/** The promises that these results can tell of. */
export function ledgerTargets({ costs, demands }: LedgerResults): Target[] {
  const local = costs.find(({ id }) => id === 'local');
  const ratio = (name: string, id: string, of: (one: CostResult) => number): Target[] => {
    const leased = costs.find((one) => one.id === id);
    return leased && local ? [{ name, value: of(leased) / of(local), atMost: 1.1, unit: '×' }] : [];
  };
  const added = ({ added }: CostResult) => added.median;
  const p50 = ({ p50 }: CostResult) => p50.median;
  const steady = demands.filter(
    ({ plan, demand, sidecars }) => plan === 'enterprise' && demand === 'steady' && sidecars === 1,
  );
  return [
    ...ratio('leases of a larger plan add, of what local counting adds', 'ample', added),
    ...ratio('their p50, of that of local counting', 'ample', p50),
    ...ratio('leases of enterprise add, of what local counting adds', 'leases', added),
    ...ratio('their p50, of that of local counting', 'leases', p50),
    ...steady.map((one) => ({
      name: 'ledger calls for 1,000 requests of enterprise',
      value: perThousand(one),
      atMost: 50,
      unit: '' as const,
    })),
  ];
}
