import { LEDGER } from '../variants/ledger.js';
import { type LimiterConfiguration, limiterConfiguration } from '../variants/variant.js';
import { type Simulated, simulate } from './simulation.js';

/** How a user asks, by the plan's limit and window: when, in ms. */
interface Demand {
  id: DemandId;
  arrivals: (limit: number, windowSeconds: number) => number[];
}

export type DemandId = 'burst' | 'steady' | 'overload';

export type Plan = 'personal' | 'team' | 'enterprise';

/** As the hub has them. */
export const PLANS: Record<Plan, { limit: number; window: number }> = {
  personal: { limit: 10, window: 60 },
  team: { limit: 100, window: 60 },
  enterprise: { limit: 1000, window: 60 },
};

const WINDOWS = 3;

const DEMANDS: Demand[] = [
  { id: 'burst', arrivals: (limit) => Array.from({ length: 3 * limit }, () => 0) },
  { id: 'steady', arrivals: (limit, window) => evenly(WINDOWS * limit, (window * 1000) / limit) },
  { id: 'overload', arrivals: (limit, window) => evenly(2 * WINDOWS * limit, (window * 500) / limit) },
];

/** What one plan costs the ledger under one demand. */
export interface DemandResult extends Simulated {
  plan: Plan;
  demand: DemandId;
  sidecars: number;
}

/** What the plans cost the ledger, by what their users ask for and how many sidecars their requests go to. */
export function simulateDemands(module: WebAssembly.Module): DemandResult[] {
  const results: DemandResult[] = [];
  for (const sidecars of [1, 3]) {
    for (const [plan, { limit, window }] of Object.entries(PLANS) as [Plan, (typeof PLANS)[Plan]][]) {
      for (const { id: demand, arrivals } of DEMANDS) {
        const simulated = simulate(module, hub(true), plan, arrivals(limit, window), sidecars);
        results.push({ plan, demand, sidecars, ...simulated });
      }
    }
  }
  return results;
}

/** Host calls of an admitted request, all that it brings about included, of a user at the plan's pace in one sidecar. */
export function hostCallsPerRequest(module: WebAssembly.Module, plan: Plan, hasLedger: boolean): number {
  const { limit, window } = PLANS[plan];
  const arrivals = evenly(limit, (window * 1000) / limit);
  const { hostCalls, admitted } = simulate(module, hub(hasLedger), plan, arrivals, 1);
  return hostCalls / admitted;
}

function hub(hasLedger: boolean): LimiterConfiguration {
  const ledger = { cluster: LEDGER, timeoutMs: 50, onFailure: 'local' as const };
  return { ...limiterConfiguration(0), plans: PLANS, ...(hasLedger && { ledger }) };
}

function evenly(count: number, gapMs: number): number[] {
  return Array.from({ length: count }, (_, i) => i * gapMs);
}
