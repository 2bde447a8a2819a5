import { readFile } from 'node:fs/promises';
import { valkey } from '@imagehub/scripts/dist/provision/binary.js';
import { type Found, provision } from '@imagehub/scripts/dist/provision/provision.js';
import { claimsPrefix } from '../claims.js';
import { environment } from '../environment.js';
import { CLAIMS, subscriber } from '../envoy/bootstrap.js';
import { type Measurement, measureCpu, type Schedule, separateProcessors } from '../measure.js';
import { builtFilters } from '../modules/filters.js';
import type { Report } from '../report/page.js';
import { type Pull, pull } from '../request.js';
import { LEDGER, ledgerVariants } from '../variants/ledger.js';
import { none } from '../variants/none.js';
import type { Variant } from '../variants/variant.js';
import { capacities } from './capacity.js';
import { type Crowd, measureCrowd } from './crowd.js';
import { hostCallsPerRequest, simulateDemands } from './demands.js';
import { measureGrants } from './grants.js';
import { costResults, type LedgerResults } from './results.js';
import { startLedger } from './servers.js';
import { capacityTable, ledgerTables } from './tables.js';

/**
 * Enough that two requests of the same user are never in flight, which would share a call to the ledger; and that what a
 * user was granted in one variant leaves room for the next, for the ledger knows them by their names alone.
 */
const USERS = 512;
/** Seconds until leases have grown to their size: each is at most twice the one before. */
const SETTLING = 1.5;
/** Seconds for each kind of calls to the ledger, of the seconds of a round. */
const GRANT_ROUNDS = 2;

/**
 * Measures what it costs to keep plans over all sidecars: of a request, of the ledger, of memory.
 *
 * @param crowd see `measureCrowd`
 */
export async function benchLedger(
  envoy: Found,
  schedule: Schedule,
  progress: (text: string) => void,
  crowd: Crowd,
): Promise<Report> {
  const server = await provision(valkey, progress, new AbortController().signal);
  const limiter = (await builtFilters()).get('plan-limiter') ?? '';
  const module = await WebAssembly.compile(await readFile(limiter));
  progress('simulating demands');
  const demands = simulateDemands(module);
  const variants = [none, ...ledgerVariants(limiter)];
  const costs = costResults(variants, schedule, await measureCosts(envoy.file, variants, schedule, progress));
  const processors = await separateProcessors();
  const grants = await measureGrants(server.file, processors, schedule.seconds * GRANT_ROUNDS, progress);
  const programs = { envoy: envoy.file, valkeyServer: server.file, limiter };
  const results: LedgerResults = {
    costs,
    hostCalls: {
      local: hostCallsPerRequest(module, 'enterprise', false),
      enterprise: hostCallsPerRequest(module, 'enterprise', true),
      personal: hostCallsPerRequest(module, 'personal', true),
    },
    demands,
    grants,
    crowds: await measureCrowd(programs, processors, crowd, progress),
    capacities: capacities(demands, grants),
  };
  return {
    name: 'ledger',
    environment: environment(schedule, envoy.version, { valkey: server.version }),
    tables: ledgerTables(results),
    capacity: capacityTable(results.capacities),
    results,
  };
}

/** By many users in turn, with the ledger on the processor of the load. */
async function measureCosts(
  envoyBinary: string,
  variants: Variant[],
  schedule: Schedule,
  progress: (text: string) => void,
): Promise<Measurement[]> {
  const processors = await separateProcessors();
  const ledger = await startLedger({ ledger: processors.load });
  const script = { name: 'users' as const, args: [CLAIMS, claimsPrefix(subscriber), 1, USERS, 0] };
  const byUsers: Pull = { ...pull, script };
  try {
    const callee = { cluster: LEDGER, port: ledger.port };
    const settled = { ...schedule, settling: SETTLING };
    return await measureCpu(envoyBinary, variants, byUsers, settled, progress, callee);
  } finally {
    await ledger.stop();
  }
}
