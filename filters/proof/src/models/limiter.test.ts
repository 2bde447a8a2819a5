/** The limiter against an exact log of admissions, under all that can happen to it at once. */
import { FilterHost } from '@imagehub/filter-host';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { builtFilter } from '../modules.js';
import { verified } from '../subjects/plan-limiter.js';
import { AdmissionLog } from './admissions.js';

// Properties take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** Times are whole microseconds. */
const SECOND = 1_000_000;
const NANOSECONDS = 1_000n;
const WORKERS = 4;
const USERS = 3;
const ROUTES = [
  { method: 'GET', path: '/api/images/1/pull', cost: 1 },
  { method: 'POST', path: '/api/images', cost: 3 },
] as const;

const { module } = await builtFilter('plan-limiter');
const host = new FilterHost({ module, workers: WORKERS });
let runs = 0;

interface Plan {
  limit: number;
  window: number;
}

const plan = fc.record({ limit: fc.integer({ min: 0, max: 12 }), window: fc.constantFrom(1, 10, 60, 600) });
const ask = fc.record({
  kind: fc.constant('ask' as const),
  user: fc.nat(USERS - 1),
  route: fc.constantFrom(...ROUTES),
  /** The workers that serve such a request at the same time: each reads before the one before it has written. */
  workers: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }),
});
/** Parts of a window: mostly none or a little, and often about a whole one, where it is decided what still counts. */
const part = fc.oneof(
  fc.constantFrom(0, 1 / 60, 0.5, 59 / 60, 1, 61 / 60),
  fc.double({ min: 0, max: 0.1, noNaN: true }),
  fc.double({ min: 0.97, max: 1.04, noNaN: true }),
);
const wait = fc.record({ kind: fc.constant('wait' as const), windows: part });
const back = fc.record({ kind: fc.constant('back' as const), seconds: fc.constantFrom(0.5, 9, 61, 5_000) });
const edit = fc.record({ kind: fc.constant('edit' as const), plan, retire: fc.boolean() });
const step = fc.oneof(
  { weight: 12, arbitrary: ask },
  { weight: 6, arbitrary: wait },
  { weight: 1, arbitrary: back },
  { weight: 1, arbitrary: edit },
);

function configure({ limit, window }: Plan): void {
  const guard = ROUTES.map(({ method, path, cost }) => ({ method, path: path.replace('/1/', '/*/'), cost }));
  expect(host.configure({ plans: { personal: { limit, window } }, guard })).toBe(true);
}

/** Sends the request on every worker at once: the second while the first is about to write, and so on. */
function race(sub: string, { method, path }: (typeof ROUTES)[number], workers: number[]): number {
  const [worker, ...others] = workers;
  if (worker === undefined) return 0;
  let admitted = 0;
  host.sharedData.beforeSet = () => {
    host.sharedData.beforeSet = undefined;
    admitted += race(sub, { method, path } as (typeof ROUTES)[number], others);
    others.length = 0;
  };
  const { status } = host.send({ method, path, worker, metadata: verified({ sub, plan: 'personal' }) });
  host.sharedData.beforeSet = undefined;
  // A request that was refused has written nothing: the others come after it.
  const rest = others.length > 0 ? race(sub, { method, path } as (typeof ROUTES)[number], others) : 0;
  return admitted + rest + (status === 200 ? 1 : 0);
}

test('never admits more than the window leaves, and never refuses what it leaves beyond doubt', () => {
  const seen = { admitted: 0, refused: 0 };
  fc.assert(
    fc.property(plan, fc.array(step, { minLength: 20, maxLength: 120 }), (first, steps) => {
      const run = runs++;
      let { limit, window } = first;
      configure(first);
      host.retire();
      const logs = Array.from({ length: USERS }, () => new AdmissionLog(window * SECOND));
      /** Microseconds by a clock that never steps, and how far the wall clock is behind it. */
      let now = 0;
      let behind = 0;
      for (const one of steps) {
        if (one.kind === 'wait') {
          const passed = Math.round(one.windows * window * SECOND);
          host.clock.now += BigInt(passed) * NANOSECONDS;
          now += passed;
        } else if (one.kind === 'back') {
          host.clock.now -= BigInt(one.seconds * SECOND) * NANOSECONDS;
          behind += one.seconds * SECOND;
        } else if (one.kind === 'edit') {
          ({ limit, window } = one.plan);
          configure(one.plan);
          if (one.retire) host.retire();
          for (const log of logs) log.edit(window * SECOND);
        } else {
          const log = logs[one.user] as AdmissionLog;
          const { cost } = one.route;
          log.ask(now - behind);
          const beyondDoubt = Math.floor(Math.max(limit - log.most(now - behind), 0) / cost);
          const atMost = Math.floor(Math.max(limit - log.least(now), 0) / cost);
          const admitted = race(`run-${run}-user-${one.user}`, one.route, one.workers);
          expect(admitted).toBeLessThanOrEqual(atMost);
          expect(admitted).toBeGreaterThanOrEqual(Math.min(beyondDoubt, one.workers.length));
          for (let i = 0; i < admitted; i++) log.admit(cost, now, now - behind);
          seen.admitted += admitted;
          seen.refused += one.workers.length - admitted;
        }
      }
    }),
    { numRuns: 300 },
  );
  // Both properties would hold for a limiter that is never asked.
  expect(seen.admitted).toBeGreaterThan(1_000);
  expect(seen.refused).toBeGreaterThan(1_000);
});
