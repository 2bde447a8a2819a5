import { changePlan, signUp } from '../support/accounts.js';
import { readPlanLimiter, withLimits, writeConfig } from '../support/consul.js';
import { report } from '../support/figures.js';
import { expect, test } from '../support/fixtures.js';
import { call } from '../support/http.js';
import { pull } from '../support/images.js';
import { startLoad } from '../support/load.js';
import { quotaOf, rateLimit } from '../support/rate-limit.js';
import { untilPersonalHas } from '../support/subsets.js';

type Entry = Awaited<ReturnType<typeof readPlanLimiter>>;
let original: Entry;
test.beforeAll(async () => {
  original = await readPlanLimiter();
});
test.afterEach(async ({ picture }) => {
  await writeConfig(original);
  await untilPersonalHas(10, picture);
});

test('a new limit holds within 1 s of `consul config write`, no request fails, and no count is lost', async ({
  picture,
}) => {
  const counted = await signUp('personal');
  for (let index = 0; index < 4; index += 1) await pull(counted.token, picture);

  // One has nothing left: refusals must go on as steadily as pulls.
  const spent = await signUp('personal');
  for (let index = 0; index < 10; index += 1) await pull(spent.token, picture);
  const plans = ['team', 'enterprise', 'enterprise', 'enterprise'] as const;
  const load = startLoad([spent, ...(await Promise.all(plans.map(signUp)))], picture);
  await load.settled();
  const written = performance.now();
  await writeConfig(withLimits(original, { personal: 21, team: 201, enterprise: 1201 }));
  await load.untilAllAnswer((headers) => [21, 201, 1201].includes(quotaOf(headers) ?? 0));
  const answers = await load.stop();

  expect(new Set(answers.map(({ status }) => status)), 'statuses under load').toEqual(new Set([200, 429]));
  const old = answers.filter(({ quota }) => quota !== undefined && [10, 100, 1000].includes(quota));
  const lastOld = Math.max(...old.map(({ started }) => started)) - written;
  report(`new limit in force ${lastOld.toFixed(0)} ms after consul config write began (less than 1000)`);
  report(
    `${answers.length} requests meanwhile, ${answers.filter(({ status }) => status >= 500).length} failed`,
  );
  expect(lastOld).toBeLessThan(1_000);

  await untilPersonalHas(21, picture);
  const { status, response } = await pull(counted.token, picture);
  expect(status).toBe(200);
  // 21, less the four before the reload, less this one.
  expect(rateLimit(response.headers)).toMatchObject({ quota: 21, remaining: 16 });
  const told = (await (await call('/api/plans')).json()) as { items: { name: string; limit: number }[] };
  expect(told.items.map(({ limit }) => limit)).toEqual([21, 201, 1201]);
});

test('a lower limit refuses at once whoever has used more than it', async ({ picture }) => {
  const { token } = await signUp('personal');
  for (let index = 0; index < 6; index += 1) await pull(token, picture);
  await writeConfig(withLimits(original, { personal: 5 }));
  const status = async () => (await pull(token, picture)).status;
  await expect.poll(status, { intervals: [50], timeout: 5_000 }).toBe(429);
  await untilPersonalHas(5, picture);
  const other = await signUp('personal');
  expect(rateLimit((await pull(other.token, picture)).response.headers).quota).toBe(5);
  const upgraded = await changePlan(other, 'team');
  expect((await pull(upgraded.token, picture)).status).toBe(200);
});

test('a configuration that is wrong is refused: the last good one serves on', async ({ picture }) => {
  const broken = withLimits(original, { personal: -1 });
  const account = await signUp('personal');
  await pull(account.token, picture);
  const load = startLoad([await signUp('enterprise')], picture);
  await writeConfig(broken);
  await load.forAtLeast(1_500);
  const answers = await load.stop();
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const { response } = await pull(account.token, picture);
  expect(rateLimit(response.headers)).toMatchObject({ policy: 'personal', quota: 10, remaining: 8 });
});
