import { planLimiter } from './plan-limiter.js';
import { limiterConfiguration, type Variant } from './variant.js';
import { wasmFilter } from './wasm.js';

/** The cluster by which the filters of a benchmark call the ledger. */
export const LEDGER = 'quota';

/** As large as the enterprise plan, so that its leases are of 40 units at most too. */
const ENTERPRISE = 1000;
/** The largest plan of which no unit is taken ahead of a request: each asks the ledger. */
const DIRECT = 299;
/** So large that a lease lasts a user as long as a lease may: its size is that of the demand. */
const AMPLE = 1_000_000;

/**
 * The plan-limiter by how it keeps the plan. Plans are of a second instead of a minute, so that Envoy cannot use them up
 * however fast it is: then refusals would be measured.
 */
export function ledgerVariants(file: string): Variant[] {
  return [
    { ...limiter(file, ENTERPRISE, false), id: 'local', title: 'local counting' },
    { ...limiter(file, AMPLE), id: 'ample', title: 'leases of a larger plan' },
    { ...limiter(file, ENTERPRISE), id: 'leases', title: 'leases of enterprise: at most 40' },
    { ...limiter(file, DIRECT), id: 'direct', title: 'a ledger call for each request' },
  ];
}

function limiter(file: string, limit: number, hasLedger = true): Variant {
  const configuration = limiterConfiguration(limit, 1);
  const ledger = { cluster: LEDGER, timeoutMs: 1000, onFailure: 'deny' as const };
  const variant = planLimiter(file, { ...configuration, ...(hasLedger && { ledger }) });
  // Each in a VM of its own, so that none has counted what another did.
  const vm = `plan-limiter-${limit}-${hasLedger}`;
  return { ...variant, filters: variant.modules.map((module) => wasmFilter(module, vm)) };
}
