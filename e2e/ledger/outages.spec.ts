import { setTimeout as delay } from 'node:timers/promises';
import { signUp } from '../support/accounts.js';
import { report } from '../support/figures.js';
import { expect, test } from '../support/fixtures.js';
import { pidOf, readHub } from '../support/hub.js';
import type { Image } from '../support/images.js';
import { killPart, untilReplaced } from '../support/parts.js';
import { inTurn, pullFrom, statuses, type TimedPull } from '../support/subsets.js';
import { FULL } from './full.js';
import { patiently } from './patience.js';

/** What an outage may add to a request, in ms. */
const MOST_ADDED = 100;
const hasValkey = readHub().parts.valkey !== undefined;

/** Waits until the ledger decides again, for any sidecar. */
test.afterEach(async ({ picture }) => {
  const account = await signUp('enterprise');
  const decidedBy = async () =>
    (await Promise.all([0, 1, 2].map((i) => pullFrom(inTurn(i), account, picture)))).map(
      (pull) => pull.decidedBy,
    );
  await expect.poll(decidedBy, { intervals: [100] }).toEqual([undefined, undefined, undefined]);
});

for (const part of ['quota', 'valkey']) {
  const title = `${part} killed under load: each sidecar decides alone within a second, and not any more two seconds after it is back`;
  test(title, { tag: part === 'valkey' ? '@valkey' : [] }, async ({ picture }) => {
    test.skip(part === 'valkey' && !hasValkey, 'needs a hub with Valkey: npm start -- --valkey');
    test.skip(part === 'quota' && hasValkey, 'this hub has two ledgers');
    const load = await startPulls(picture);
    await delay(1_000);
    const killed = performance.now();
    const pid = killPart(part);
    await untilReplaced(part, pid);
    const back = performance.now();
    await delay(3_000);
    const pulls = await load.stop();

    const outage = pulls.filter(({ sent }) => sent >= killed);
    const alone = outage.filter(({ decidedBy }) => decidedBy === 'local');
    const first = Math.min(...alone.map(({ received }) => received)) - killed;
    const last = Math.max(...alone.map(({ sent }) => sent)) - back;
    report(
      `${part} killed: ${alone.length} of ${outage.length} pulls decided by sidecars alone, from ${first.toFixed(0)} ms after the kill until ${last.toFixed(0)} ms after it was back; ${added(pulls, killed)}`,
    );
    expect(statuses(pulls)).toEqual({ 200: pulls.length });
    expect(first).toBeLessThan(1_000);
    expect(last).toBeLessThan(2_000);
    expectNobodyWaits(pulls, killed);
    await expectOnePlan(picture);
  });
}

test('a ledger that hangs is noticed by one request in fifty milliseconds, and no other waits', async ({
  picture,
}) => {
  test.skip(hasValkey, 'this hub has two ledgers');
  const load = await startPulls(picture);
  await delay(1_000);
  const pid = pidOf('quota');
  const hung = performance.now();
  process.kill(pid, 'SIGSTOP');
  try {
    await delay(900);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await delay(2_000);
  const pulls = await load.stop();
  report(`ledger hung for 0.9 s: ${added(pulls, hung)}`);
  expect(statuses(pulls)).toEqual({ 200: pulls.length });
  expectNobodyWaits(pulls, hung);
  await expectOnePlan(picture);
});

test.describe('of two ledgers', { tag: '@valkey' }, () => {
  patiently();

  for (const part of ['quota', 'quota-2']) {
    test(`${part} killed under load: nothing is noticed`, async ({ picture }) => {
      test.skip(!hasValkey, 'needs a hub with Valkey: npm start -- --valkey');
      const load = await startPulls(picture);
      await delay(1_000);
      const killed = performance.now();
      const pid = killPart(part);
      await untilReplaced(part, pid);
      await delay(2_000);
      const pulls = await load.stop();
      report(`${part} killed: ${added(pulls, killed)}`);
      expect(statuses(pulls)).toEqual({ 200: pulls.length });
      expect(pulls.filter(({ decidedBy }) => decidedBy !== undefined)).toEqual([]);
      expectNobodyWaits(pulls, killed);
    });
  }
});

/**
 * One user has one plan over all sidecars. On a machine that does other work the ledger may take too long for one of so many
 * at once, whose sidecar then decides alone, and says so: that says nothing of the plan.
 */
async function expectOnePlan(image: Image): Promise<void> {
  let pulls: TimedPull[];
  do {
    const account = await signUp('personal');
    pulls = await Promise.all(Array.from({ length: 60 }, (_, i) => pullFrom(inTurn(i), account, image)));
  } while (!FULL && pulls.some(({ decidedBy }) => decidedBy !== undefined));
  expect(statuses(pulls)).toEqual({ 200: 10, 429: 50 });
}

/** Requests that never use up a plan: of users for whom each asks the ledger, and of one for whom few do. */
async function startPulls(image: Image): Promise<{ stop(): Promise<TimedPull[]> }> {
  const pulls: TimedPull[] = [];
  let running = true;
  const run = async (account: Awaited<ReturnType<typeof signUp>>, pause: number, first: number) => {
    for (let i = first; running; i += 1) {
      pulls.push(await pullFrom(inTurn(i), account, image));
      await delay(pause);
    }
  };
  const teams = await Promise.all([0, 1, 2].map(() => signUp('team')));
  const enterprise = await signUp('enterprise');
  // 13 and 33 a second, for at most ten seconds.
  const runs = [...teams.map((account, i) => run(account, 100, i)), run(enterprise, 25, 0)];
  return {
    async stop() {
      running = false;
      await Promise.all(runs);
      return pulls;
    },
  };
}

/**
 * No request takes longer for what has happened than it may. On a machine that does other work some take longer for that:
 * they are few.
 */
function expectNobodyWaits(pulls: TimedPull[], moment: number): void {
  const longest = slowest(before(pulls, moment)) + MOST_ADDED;
  const since = pulls.filter(({ sent }) => sent >= moment);
  const slow = since.filter(({ sent, received }) => received - sent > longest);
  expect(slow.length, `pulls that took more than ${longest.toFixed(0)} ms`).toBeLessThanOrEqual(
    FULL ? 0 : since.length / 50,
  );
}

const before = (pulls: TimedPull[], moment: number) => pulls.filter(({ received }) => received < moment);

function slowest(pulls: TimedPull[]): number {
  return Math.max(...pulls.map(({ sent, received }) => received - sent));
}

function added(pulls: TimedPull[], moment: number): string {
  const [calm, troubled] = [before(pulls, moment), pulls.filter(({ sent }) => sent >= moment)].map(slowest);
  return `slowest ${calm?.toFixed(0)} ms before, ${troubled?.toFixed(0)} ms from then on`;
}
