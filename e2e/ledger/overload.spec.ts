import { setTimeout as delay } from 'node:timers/promises';
import { type Plan, signUp } from '../support/accounts.js';
import { readPlanLimiter, withPlans, writeConfig } from '../support/consul.js';
import { report } from '../support/figures.js';
import { expect, test } from '../support/fixtures.js';
import type { Image } from '../support/images.js';
import { inTurn, pullFrom, type TimedPull, untilPersonalHas } from '../support/subsets.js';
import { FULL } from './full.js';
import { patiently } from './patience.js';
import { mostWithin, servedByIdeal } from './windows.js';

const WINDOWS = 3;
const OVERLOAD = 2;
const WINDOW_S = FULL ? 60 : 6;
/** A unit is free a moment after a window has passed: of a window of seconds, that is a larger part. */
const LEAST_SHARE = FULL ? 0.97 : 0.85;
const LIMITS: Record<Plan, number> = FULL
  ? { personal: 10, team: 100, enterprise: 1_000 }
  : { personal: 5, team: 40, enterprise: 400 };

patiently();

test(`twice what the plans allow, for ${WINDOWS} windows of ${WINDOW_S} s: never more than a plan, and nearly all of it`, async ({
  picture,
}) => {
  test.setTimeout((WINDOWS * WINDOW_S + 60) * 1_000);
  const original = await readPlanLimiter();
  const plans = Object.fromEntries(
    Object.entries(LIMITS).map(([plan, limit]) => [plan, { limit, window: WINDOW_S }]),
  );
  try {
    if (!FULL) {
      await writeConfig(withPlans(original, plans));
      await untilPersonalHas(LIMITS.personal, picture);
    }
    const runs = (Object.keys(LIMITS) as Plan[]).map(async (plan) => ({
      plan,
      pulls: await overload(plan, picture),
    }));
    for (const { plan, pulls } of await Promise.all(runs)) judge(plan, pulls);
  } finally {
    if (!FULL) {
      await writeConfig(original);
      await untilPersonalHas(10, picture);
    }
  }
});

function judge(plan: Plan, pulls: TimedPull[]): void {
  const limit = LIMITS[plan];
  const served = pulls.filter(({ status }) => status === 200);
  const most = mostWithin(served, WINDOW_S * 1_000);
  const share = served.length / (limit * WINDOWS);
  const ideal = servedByIdeal(
    pulls.map(({ sent }) => sent),
    limit,
    WINDOW_S * 1_000,
  );
  report(
    `${plan}: ${served.length} of ${pulls.length} served, ${(share * 100).toFixed(1)} % of the plan ` +
      `(an ideal limiter: ${ideal}); at most ${most} in any ${WINDOW_S} s`,
  );
  expect(pulls.filter(({ status }) => status !== 200 && status !== 429)).toEqual([]);
  expect(pulls.filter(({ decidedBy }) => decidedBy !== undefined)).toEqual([]);
  expect(most, plan).toBeLessThanOrEqual(limit);
  // Of a small plan each unit is a large part, and no request comes at the very moment when one is free.
  const least = plan === 'personal' ? ideal - (FULL ? WINDOWS : limit) : limit * WINDOWS * LEAST_SHARE;
  expect(served.length, plan).toBeGreaterThanOrEqual(least);
}

/** Requests at random times, on average so many more than the plan allows, from each subset in turn. */
async function overload(plan: Plan, image: Image): Promise<TimedPull[]> {
  const account = await signUp(plan);
  const duration = WINDOWS * WINDOW_S * 1_000;
  const count = WINDOWS * LIMITS[plan] * OVERLOAD;
  const times = Array.from({ length: count }, () => Math.random() * duration).sort((a, b) => a - b);
  const begun = performance.now();
  const pulls: Promise<TimedPull>[] = [];
  for (const [i, time] of times.entries()) {
    const wait = begun + time - performance.now();
    if (wait > 0) await delay(wait);
    pulls.push(pullFrom(inTurn(i), account, image));
  }
  return Promise.all(pulls);
}
