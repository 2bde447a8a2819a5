import { type Plan, signUp } from '../support/accounts.js';
import { counter } from '../support/counters.js';
import { report } from '../support/figures.js';
import { expect, test } from '../support/fixtures.js';
import { type Image, pull } from '../support/images.js';
import { inTurn, pullFrom, SUBSETS, statuses, type TimedPull } from '../support/subsets.js';
import { patiently } from './patience.js';

const ROUNDS = 10;
/** What an enterprise user sends at once: Envoy's own limit on connections to a service is 1,024. */
const AT_ONCE = 150;

test.describe.configure({ mode: 'serial' });
patiently();

test(`300 simultaneous pulls of one personal user, a third from each subset: exactly 10, ${ROUNDS} times`, async ({
  picture,
}) => {
  for (let round = 0; round < ROUNDS; round += 1) {
    expect(statuses(await burst('personal', picture, 300, 300))).toEqual({ 200: 10, 429: 290 });
  }
});

test('400 simultaneous pulls of a team user: exactly 100', async ({ picture }) => {
  expect(statuses(await burst('team', picture, 400, 400))).toEqual({ 200: 100, 429: 300 });
});

test('3,000 pulls of an enterprise user: 980 to 1,000', async ({ picture }) => {
  const { 200: admitted = 0, 429: refused = 0 } = statuses(
    await burst('enterprise', picture, 3_000, AT_ONCE),
  );
  report(`3,000 pulls of an enterprise user from three subsets: ${admitted} served`);
  expect(admitted).toBeGreaterThanOrEqual(980);
  expect(admitted).toBeLessThanOrEqual(1_000);
  expect(admitted + refused).toBe(3_000);
});

test('an enterprise user costs at most one call of the ledger for twenty pulls', async ({ picture }) => {
  const before = await ledgerCalls();
  const { token } = await signUp('enterprise');
  const pulls: { status: number }[] = [];
  const clients = Array.from({ length: 6 }, async () => {
    for (let i = 0; i < 160; i += 1) pulls.push(await pull(token, picture));
  });
  await Promise.all(clients);
  expect(statuses(pulls)).toEqual({ 200: pulls.length });
  const calls = (await ledgerCalls()) - before;
  report(`${pulls.length} pulls of an enterprise user: ${calls} calls of the ledger`);
  expect(calls).toBeGreaterThan(0);
  expect(calls).toBeLessThanOrEqual(pulls.length / 20);
});

/** Pulls by an account of its own, so many at once, from each subset in turn. */
async function burst(plan: Plan, image: Image, pulls: number, atOnce: number): Promise<TimedPull[]> {
  const account = await signUp(plan);
  const done: TimedPull[] = [];
  let next = 0;
  const clients = Array.from({ length: atOnce }, async () => {
    while (next < pulls) done.push(await pullFrom(inTurn(next++), account, image));
  });
  await Promise.all(clients);
  const alone = done.filter(({ decidedBy }) => decidedBy !== undefined).length;
  expect(alone, 'pulls that sidecars decided alone, since the ledger took too long').toBe(0);
  return done;
}

async function ledgerCalls(): Promise<number> {
  const counts = SUBSETS.map((subset) => counter(`image-store-${subset}`, 'plan_limiter_ledger_calls'));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
