import { expect, test } from 'vitest';
import { capacities } from './capacity.js';
import type { DemandResult } from './demands.js';
import type { GrantResult } from './grants.js';

const steady = (plan: DemandResult['plan'], calls: number): DemandResult => ({
  plan,
  demand: 'steady',
  sidecars: 1,
  admitted: 1000,
  refused: 0,
  calls,
  hostCalls: 0,
});
const rest = { leasesPerSecond: 0, p50: 0, p99: 0 };
const grants: GrantResult[] = [
  { store: 'memory', asked: 'one', ledgerCpu: 100, ...rest },
  { store: 'memory', asked: 'exchange', ledgerCpu: 140, ...rest },
  { store: 'valkey', asked: 'one', ledgerCpu: 150, valkeyCpu: 35, ...rest },
  { store: 'valkey', asked: 'exchange', ledgerCpu: 200, valkeyCpu: 70, ...rest },
];
const demands = [steady('personal', 1000), steady('team', 1000), steady('enterprise', 50)];

test('a store goes as far as the processor that it can use, by what a lease costs it', () => {
  const [personal, , enterprise] = capacities(demands, grants);
  expect(personal).toMatchObject({ store: 'memory', plan: 'personal', requestsPerSecond: 7000, ledgers: 1 });
  expect(personal?.people).toBeCloseTo(42_000);
  expect(enterprise).toMatchObject({ plan: 'enterprise', requestsPerSecond: 100_000 });
});

test('Valkey counts by its own processor, and takes several ledgers to fill', () => {
  const onValkey = capacities(demands, grants).filter(({ store }) => store === 'valkey');
  expect(onValkey.map((one) => Math.round(one.requestsPerSecond))).toEqual([20_000, 20_000, 200_000]);
  expect(onValkey.map(({ ledgers }) => ledgers)).toEqual([5, 5, 3]);
});
