import { mebibytes, milliseconds, type Row, table, targetTable, withSpread } from '../report/markdown.js';
import { BUSY, type Capacity, perThousand } from './capacity.js';
import type { CrowdResult, Footprint } from './crowd.js';
import type { DemandId, DemandResult, Plan } from './demands.js';
import type { AskedId, GrantResult } from './grants.js';
import { type LedgerResults, ledgerTargets } from './results.js';
import type { Store } from './servers.js';

const STORES: Record<Store, string> = { memory: 'in memory', valkey: 'on Valkey' };

const DEMANDS: Record<DemandId, string> = {
  burst: 'three plans at once',
  steady: 'at the plan’s pace',
  overload: 'at twice its pace',
};

const ASKED: Record<AskedId, string> = {
  one: 'one lease',
  batch: '16 leases, of as many people',
  exchange: 'a lease of 20, and the last one back',
};

/** The results as Markdown tables. */
export function ledgerTables(results: LedgerResults): string {
  const { demands, grants, crowds } = results;
  return [
    costTable(results),
    demandTable(demands),
    grantTable(grants),
    crowdTable(crowds),
    targetTable(ledgerTargets(results)),
  ]
    .map((text) => `${text}\n`)
    .join('\n');
}

/** How far one store goes, as a Markdown table. */
export function capacityTable(capacities: Capacity[]): string {
  const rows = capacities.map((one) => [
    `${one.plan}, ledger ${STORES[one.store]}`,
    one.callsPerThousand.toFixed(0),
    rounded(one.requestsPerSecond),
    rounded(one.people),
    String(one.ledgers),
  ]);
  const head = [
    `${BUSY * 100} % of a processor`,
    'calls per 1,000 requests',
    'requests/s',
    'people at full pace',
    'ledgers',
  ];
  return `${table(head, rows)}\n`;
}

function costTable({ costs, hostCalls }: LedgerResults): string {
  const counts: Record<string, number> = {
    local: hostCalls.local,
    leases: hostCalls.enterprise,
    direct: hostCalls.personal,
  };
  const rows = costs.map(({ id, title, cpu, added, p50, p99, calls }) => [
    title,
    withSpread(cpu),
    withSpread(added),
    milliseconds(p50.median),
    milliseconds(p99.median),
    calls && calls.median > 0.0005 ? calls.median.toFixed(3) : '–',
    counts[id]?.toFixed(1) ?? '–',
  ]);
  const head = ['8 in flight', 'µs/request', 'µs added', 'p50', 'p99', 'ledger calls', 'host calls'];
  return table(head, rows);
}

function demandTable(results: DemandResult[]): string {
  const plans: Plan[] = ['personal', 'team', 'enterprise'];
  const rows = ([1, 3] as const).flatMap((sidecars) =>
    (Object.keys(DEMANDS) as DemandId[]).map((demand) => [
      `${DEMANDS[demand]}, ${sidecars === 1 ? 'one sidecar' : 'three in turn'}`,
      ...plans.map((plan) => {
        const one = results.find(
          (result) => result.plan === plan && result.demand === demand && result.sidecars === sidecars,
        );
        return one ? `${perThousand(one).toFixed(0)} (${one.admitted} of ${one.admitted + one.refused})` : '';
      }),
    ]),
  );
  return table(['ledger calls per 1,000 admitted', ...plans], rows);
}

function grantTable(results: GrantResult[]): string {
  const rows = results.map((one) => [
    `${STORES[one.store]}: ${ASKED[one.asked]}`,
    rounded(one.leasesPerSecond),
    one.ledgerCpu.toFixed(1),
    one.valkeyCpu?.toFixed(1) ?? '–',
    milliseconds(one.p50),
    milliseconds(one.p99),
  ]);
  return table(['one ledger', 'leases/s', 'its µs/lease', 'Valkey’s', 'p50 of a call', 'p99'], rows);
}

function crowdTable(results: CrowdResult[]): string {
  const users = rounded(results[0]?.users ?? 0);
  const figures: [string, (one: Footprint) => string][] = [
    ['Envoy', ({ envoy }) => mebibytes(envoy)],
    ['the ledger', ({ ledger }) => mebibytes(ledger)],
    ['Valkey', ({ valkey }) => optional(valkey)],
    ['Valkey’s data', ({ valkeyUsed }) => optional(valkeyUsed)],
    ['people it knows', ({ people }) => rounded(people)],
  ];
  const rows = results.flatMap(({ store, footprints }) =>
    figures
      .map(([name, figure]): Row => [`${STORES[store]}: ${name}`, ...footprints.map((one) => figure(one))])
      .filter((row) => row[1] !== ''),
  );
  return table([`${users} people, a pull each`, 'before', 'after them', 'after as many others'], rows);
}

function optional(bytes: number | undefined): string {
  return bytes === undefined ? '' : mebibytes(bytes);
}

/** To two digits: figures of a whole system are not more exact. */
function rounded(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en');
}
