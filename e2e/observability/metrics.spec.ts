import { setTimeout as delay } from 'node:timers/promises';
import { signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call } from '../support/http.js';
import { pull } from '../support/images.js';
import { dashboards, prometheus, query } from '../support/observers.js';

/** Prometheus asks every 5 s, and a rate wants two answers. */
const patience = { timeout: 90_000, intervals: [2_000] };

interface Target {
  labels: { job: string; instance: string };
  health: string;
}

interface Rule {
  name: string;
  health: string;
  lastError?: string;
}

test('every Envoy and every app is found through Consul, and answers', async () => {
  test.setTimeout(patience.timeout + 10_000);
  const found = async () => {
    const { activeTargets } = await prometheus<{ activeTargets: Target[] }>('targets?state=active');
    const instances = (wanted: string) =>
      activeTargets.filter(({ labels }) => labels.job === wanted).map(({ labels }) => labels.instance);
    const apps = instances('services');
    return {
      // Auth, the ledger, three image-stores and two frontends, or more.
      enough: apps.length >= 7,
      withoutEnvoy: apps.filter((app) => !instances('envoy').includes(app)),
      hasEdge: instances('envoy').some((instance) => instance.startsWith('edge')),
      away: activeTargets.filter(({ health }) => health !== 'up').map(({ labels }) => labels.instance),
    };
  };
  await expect.poll(found, patience).toEqual({ enough: true, withoutEnvoy: [], hasEdge: true, away: [] });
});

test('all rules are worked out', async () => {
  const { groups } = await prometheus<{ groups: { rules: Rule[] }[] }>('rules');
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
});

test.describe('under traffic', () => {
  let traffic: Promise<void>;
  const ended = new AbortController();

  test.beforeAll(({ picture }) => {
    traffic = makeTraffic(picture, ended.signal);
  });
  test.afterAll(() => {
    ended.abort();
    return traffic;
  });

  for (const { title, queries, marks } of dashboards()) {
    test(`every query of the dashboard "${title}" has data`, async () => {
      test.setTimeout(patience.timeout + 10_000);
      const withoutData = async () => {
        const results = await Promise.all(queries.map(({ expression }) => query(expression)));
        return queries.filter((_, i) => !isData(results[i] ?? []));
      };
      await expect.poll(withoutData, patience).toEqual([]);
      // They mark what happens seldom, so that there may be nothing to mark.
      await Promise.all(marks.map(query));
    });
  }
});

function isData(series: { value: [number, string] }[]): boolean {
  return series.some(({ value: [, value] }) => value !== 'NaN');
}

/** People of each plan, of whom some are refused, and visitors who are exposed and convert. */
async function makeTraffic(picture: { id: string }, signal: AbortSignal): Promise<void> {
  const [personal, enterprise] = await Promise.all([signUp('personal'), signUp('enterprise')]);
  while (!signal.aborted) {
    // Some twenty requests a second: they are to be seen, and not to be a load.
    await delay(200);
    const page = await call('/', { headers: { accept: 'text/html' } });
    await page.arrayBuffer();
    const cookie = page.headers
      .getSetCookie()
      .map((text) => text.split(';', 1)[0])
      .join('; ');
    for (const { token } of [personal, enterprise]) {
      const answer = await call(`/api/images/${picture.id}/pull?w=64`, {
        headers: { authorization: `Bearer ${token}`, cookie },
      });
      await answer.arrayBuffer();
    }
    await pull(enterprise.token, picture, 'w=48&imagehub-variant=renditions:stored');
    await pull(enterprise.token, picture, 'w=48&imagehub-variant=renditions:fast');
  }
}
