/**
 * The whole protocol of leases: the real filter on several sidecars, the real ledger, and all that can happen between
 * them. IMAGEHUB_MODEL_RUNS sets how many histories each property is tried on.
 */
import { type Entry, type LeaseCall, Ledger } from '@imagehub/quota/ledger';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { mostInAnyWindow, unitsBetween } from './admissions.js';
import { anyPlan, type History, histories, plans, play, SIDECARS, WORKERS } from './histories.js';
import { TIMEOUT_MS } from './mesh.js';
import type { LedgerCore, LedgerParts } from './process.js';
import { type Dangers, LATEST_MS } from './steps.js';

const RUNS = Number(process.env.IMAGEHUB_MODEL_RUNS ?? 50);
vi.setConfig({ testTimeout: 60_000 + RUNS * 300 });

/** A lease lives so long at most; the ledger counts it for this and a window. */
const TTL_MS = 2_500;
/** A call is made anew twice, with four times the time, if its timeouts say nothing about the ledger. */
const LONGEST_CALL_MS = (1 + 4 + 4) * TIMEOUT_MS;
/** A request may wait for the end of a call under way, and then for one of its own. */
const LONGEST_WAIT_MS = 2 * LONGEST_CALL_MS;
/** Units for requests that wait may be granted for so long, and count for this and a window. */
const DIRECT_TTL_MS = TIMEOUT_MS + 150 + 250;

const ANYTHING: Dangers = { failures: true, clocks: true, uploads: true, limits: [] };
const NOTHING: Dangers = { failures: false, clocks: false, uploads: false, limits: [] };
const runs = { numRuns: RUNS };

/** The most that a user of a history was admitted in a window. */
function most(history: History, makeLedger?: (parts: LedgerParts) => LedgerCore): number {
  const mesh = play(history, { onFailure: 'deny', ...(makeLedger && { makeLedger }) });
  const users = [0, 1].map((user) => mostInAnyWindow(mesh.admissions(user), history.plan.window));
  return Math.max(...users);
}

describe('whatever fails', () => {
  test('no window ever holds more than the plan, when failure denies', () => {
    let busiest = 0;
    fc.assert(
      fc.property(histories(anyPlan, ANYTHING), (history) => {
        const admitted = most(history);
        expect(admitted).toBeLessThanOrEqual(history.plan.limit);
        busiest = Math.max(busiest, admitted / history.plan.limit);
      }),
      runs,
    );
    // A plan that is never used up is never exceeded.
    expect(busiest).toBe(1);
  });

  test.each(['deny', 'local'] as const)(
    'the whole plan is there again after quiet, when failure means %s',
    (onFailure) => {
      fc.assert(
        fc.property(histories(anyPlan, ANYTHING), fc.nat(SIDECARS - 1), (history, sidecar) => {
          const { limit, window } = history.plan;
          const mesh = play(history, { onFailure });
          mesh.heal();
          mesh.clock.advance((LATEST_MS + window * 1000 + TTL_MS + 500) / 1000);
          const before = mesh.decisions.length;
          for (let i = 0; i < limit; i++) {
            mesh.ask({ user: 0, plan: 'personal', sidecar, worker: i % WORKERS, route: 'pull' });
            mesh.clock.advance(0.002);
          }
          mesh.clock.advance(0.2);
          const statuses = mesh.decisions.slice(before).map(({ status, quota }) => quota ?? status);
          expect(statuses).toEqual(Array.from({ length: limit }, () => 200));
        }),
        runs,
      );
    },
  );

  test('nobody waits for longer than two calls may take, made anew as often as they can be', () => {
    const onFailure = fc.constantFrom('deny' as const, 'local' as const);
    fc.assert(
      fc.property(histories(anyPlan, ANYTHING), onFailure, (history, chosen) => {
        const mesh = play(history, { onFailure: chosen });
        expect(mesh.waiting.size).toBe(0);
        const waits = mesh.decisions.map(({ asked, decided }) => decided - asked);
        expect(Math.max(0, ...waits)).toBeLessThanOrEqual(LONGEST_WAIT_MS);
      }),
      runs,
    );
  });

  test('an edited limit holds for all that is asked after the edit', () => {
    const edited = { ...ANYTHING, limits: [0, 1, 5, 20, 300, 330] };
    fc.assert(
      fc.property(histories(anyPlan, edited), (history) => {
        const mesh = play(history, { onFailure: 'deny' });
        for (const [i, limit] of mesh.limits.entries()) {
          for (const user of [0, 1]) {
            const under = mesh.admissions(user).filter(({ edits }) => edits === i);
            expect(mostInAnyWindow(under, history.plan.window)).toBeLessThanOrEqual(limit);
          }
        }
      }),
      runs,
    );
  });
});

describe('when nothing fails', () => {
  test('a small plan is exact: who is refused has had all of it', () => {
    let refused = 0;
    fc.assert(
      fc.property(histories(plans.small, NOTHING), (history) => {
        const mesh = play(history, { onFailure: 'deny' });
        const { limit, window } = history.plan;
        for (const { user, decided, status } of mesh.decisions) {
          expect([200, 429]).toContain(status);
          if (status === 200) continue;
          refused += 1;
          // What was granted before may be admitted a little later, and counts for as long as it might have been spent.
          const from = decided - window * 1000 - DIRECT_TTL_MS - LONGEST_WAIT_MS;
          const had = unitsBetween(mesh.admissions(user), from, decided + TIMEOUT_MS);
          expect(had).toBeGreaterThanOrEqual(limit);
        }
      }),
      runs,
    );
    expect(refused).toBeGreaterThan(RUNS);
  });
});

describe('a ledger that is wrong is found out, because it', () => {
  const pulls = { ...ANYTHING, uploads: false };

  test('forgets that a lease may be spent late', () => {
    const forgetful = (parts: LedgerParts): LedgerCore =>
      hearing(parts, ({ leases = [], ...call }) => ({
        ...call,
        leases: leases.map((lease) => ({ ...lease, ttl: 1 })),
      }));
    expectFoundOut(forgetful, histories(plans.small, pulls));
  });

  test('takes back what was spent', () => {
    const generous = (parts: LedgerParts): LedgerCore =>
      hearing(parts, ({ closed = [], ...call }) => ({
        ...call,
        closed: closed.map((lease) => ({ ...lease, spent: 0 })),
      }));
    expectFoundOut(generous, histories(plans.large, pulls));
  });

  test('writes nothing down', () => {
    const careless = (parts: LedgerParts): LedgerCore => new Ledger({ ...parts, append: () => {} });
    expectFoundOut(careless, histories(plans.small, pulls));
  });
});

function expectFoundOut(makeLedger: (parts: LedgerParts) => LedgerCore, from: fc.Arbitrary<History>): void {
  const property = fc.property(from, (history) => most(history, makeLedger) <= history.plan.limit);
  expect(fc.check(property, { numRuns: 3_000, endOnFailure: true }).failed).toBe(true);
}

/** A ledger that hears something else than it is told. */
function hearing(parts: LedgerParts, change: (call: LeaseCall) => LeaseCall): LedgerCore {
  const ledger = new Ledger(parts);
  return { call: (call) => ledger.call(change(call)), restore: (entry: Entry) => ledger.restore(entry) };
}
