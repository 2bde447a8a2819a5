import { signUp } from '../support/accounts.js';
import { consulWorks, readPlanLimiter, withLimits, writeConfig } from '../support/consul.js';
import { report } from '../support/figures.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem, parseProblem } from '../support/http.js';
import { pidOf, readHub } from '../support/hub.js';
import { pull, uploadImage } from '../support/images.js';
import { startLoad } from '../support/load.js';
import { killPart, untilReplaced, untilServing } from '../support/parts.js';
import { smallPicture } from '../support/pictures.js';
import { quotaOf } from '../support/rate-limit.js';

test.afterEach(() => untilServing());

test('Consul killed: pulls and limits go on, it comes back by itself, and an edit works again', async ({
  picture,
}) => {
  const original = await readPlanLimiter();
  const personal = await signUp('personal');
  const load = startLoad([await signUp('enterprise')], picture);
  await load.settled();

  const pid = killPart('consul');
  expect(await consulWorks()).toBe(false);
  const statuses: number[] = [];
  for (let index = 0; index < 11; index += 1) statuses.push((await pull(personal.token, picture)).status);
  expect(statuses).toEqual([...Array(10).fill(200), 429]);
  expect((await call('/api/plans')).status, 'plans are still known').toBe(200);

  await untilReplaced('consul', pid);
  await expect.poll(consulWorks, { intervals: [100], timeout: 20_000 }).toBe(true);

  try {
    await writeConfig(withLimits(original, { enterprise: 1111 }));
    await load.untilAllAnswer((headers) => quotaOf(headers) === 1111);
  } finally {
    await writeConfig(original);
  }
  await load.untilAllAnswer((headers) => quotaOf(headers) === 1000);
  const answers = await load.stop();
  report(`${answers.length} pulls while Consul was killed and came back, all of them served`);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test('PostgreSQL killed: 503 problems, then recovery without a restart of the services', async ({
  picture,
}) => {
  const account = await signUp('team');
  const services = ['auth', 'image-store-v1', 'image-store-v2', 'image-store-performance'];
  const before = services.map(pidOf);
  const restarts = services.map((name) => readHub().parts[name]?.restarts);

  const pid = killPart('postgres');
  const seen = new Set<number>();
  await expect
    .poll(
      async () => {
        const response = await call('/api/images?limit=1');
        const text = await response.text();
        seen.add(response.status);
        if (response.status !== 200)
          parseProblem(response.status, response.headers.get('content-type'), text);
        return response.status;
      },
      { intervals: [20], timeout: 20_000 },
    )
    .toBe(503);
  const login = await call('/api/auth/login', { json: { name: account.name, password: account.password } });
  if (login.status !== 200) await expectProblem(login, 503);

  await untilReplaced('postgres', pid);
  await untilServing();
  expect([...seen].filter((status) => ![200, 503].includes(status))).toEqual([]);
  expect((await pull(account.token, picture)).status).toBe(200);
  const image = await uploadImage(account, await smallPicture(), { title: 'After the outage' });
  expect((await call(`/api/images/${image.id}`)).status).toBe(200);
  await signUp('personal');
  expect(services.map(pidOf)).toEqual(before);
  expect(services.map((name) => readHub().parts[name]?.restarts)).toEqual(restarts);
});

for (const part of ['image-store-v1', 'image-store-v1-sidecar', 'auth', 'edge']) {
  test(`${part} killed: it comes back by itself`, async ({ picture }) => {
    const account = await signUp('team');
    const pid = killPart(part);
    await untilReplaced(part, pid);
    const status = () =>
      pull(account.token, picture).then(
        (answer) => answer.status,
        () => 0,
      );
    await expect.poll(status, { intervals: [100], timeout: 15_000 }).toBe(200);
    await expect.poll(() => call('/api/auth/me', { token: account.token }).then((me) => me.status)).toBe(200);
  });
}
