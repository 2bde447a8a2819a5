/** Writes and refusals in a real mesh. Runs when CONSUL_BIN and ENVOY_BIN name a Consul and an Envoy. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  CLASSES,
  copyFilters,
  EXPERIMENTS,
  entries,
  modulePath,
  PLANS,
  startTestApp,
  type TestApp,
} from './testing.js';
import { startTestMesh, type TestMesh } from './testing-mesh.js';

const programs = process.env.CONSUL_BIN && process.env.ENVOY_BIN;

const plan = (limit: unknown, window: unknown = 60) => ({ ...PLANS, plans: { team: { limit, window } } });
const guard = (one: object) => ({ ...PLANS, guard: [{ method: 'GET', path: '/a', ...one }] });
const rule = (one: object) => ({
  ...CLASSES,
  rules: [{ class: 'performance', when: { plan: ['team'] }, ...one }],
});
const [gallery] = EXPERIMENTS.experiments;
const experiment = (one: object) => ({ experiments: [{ ...gallery, ...one }] });

const BAD: Record<string, unknown[]> = {
  plans: [
    {},
    [],
    plan(-1),
    plan('many'),
    plan(5, 0),
    { ...PLANS, mode: 'off' },
    { ...PLANS, plans: { '<img src=x onerror=alert(1)>': { limit: 1, window: 1 } } },
    guard({ method: 'get' }),
    guard({ path: '/a//b' }),
    { ...PLANS, ledger: { cluster: '' } },
  ],
  classes: [
    {},
    { default: 'standard' },
    { ...CLASSES, default: 'a b' },
    { ...CLASSES, extra: 1 },
    rule({ class: '' }),
    rule({ when: {} }),
    rule({ when: { planet: ['earth'] } }),
    rule({ when: { device: ['toaster'] } }),
    rule({ when: { activity: { requests: 0, window: 60 } } }),
    rule({ when: { plan: [] } }),
  ],
  experiments: [
    {},
    { experiments: 'none' },
    { ...EXPERIMENTS, goal: [] },
    experiment({ key: '' }),
    experiment({ coverage: 1.1 }),
    experiment({ weights: [0.5, 0.6] }),
    experiment({ attribute: 'session' }),
    experiment({ variants: [] }),
    experiment({ namespace: ['ui', 0] }),
    experiment({ targeting: { city: ['Wien'] } }),
  ],
};

describe.skipIf(!programs)('in a real mesh', () => {
  let mesh: TestMesh;
  let control: TestApp;
  let folder: string;
  let older: string;
  beforeAll(async () => {
    ({ folder, older } = await copyFilters());
    mesh = await startTestMesh(entries(folder));
    control = await startTestApp({ CONSUL_HTTP_ADDR: mesh.url, FILTERS_DIR: folder, ACTIVATION_MS: 60_000 });
    for (const ruleSet of Object.keys(BAD)) {
      await vi.waitFor(async () => expect(await statesOf(ruleSet)).not.toContain('unreachable'), {
        timeout: 30_000,
      });
    }
  }, 120_000);
  afterAll(async () => {
    await control?.close();
    await mesh?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  async function statesOf(ruleSet: string): Promise<string[]> {
    const { sidecars } = (await control.ask('GET', `/api/control/rules/${ruleSet}`)).json();
    return sidecars.map(({ state }: { state: string }) => state);
  }

  async function put(ruleSet: string, configuration: unknown, force = false) {
    const url = `/api/control/rules/${ruleSet}?force=${force}`;
    const headers = { 'if-match': '*', 'content-type': 'application/json' };
    const response = await control.ask('PUT', url, { headers, payload: JSON.stringify(configuration) });
    return { status: response.statusCode, ...response.json() };
  }

  it('an edit is answered when each sidecar runs it, whichever filter it is of', async () => {
    for (const [ruleSet, good, sidecars] of [
      ['plans', plan(7), 2],
      ['classes', { ...CLASSES, rules: [] }, 1],
      ['experiments', { experiments: [] }, 1],
    ] as const) {
      const { status, outcome, ...done } = await put(ruleSet, good);
      expect({ status, outcome }).toEqual({ status: 200, outcome: 'active' });
      expect(done.sidecars).toHaveLength(sidecars);
      expect(await statesOf(ruleSet)).toEqual(done.sidecars.map(() => 'active'));
    }
  }, 60_000);

  it.each(Object.entries(BAD))(
    'of ten bad %s each is refused by the words of the filter, and by the sidecars when it is forced on them',
    async (ruleSet, bad) => {
      const { configuration, etag } = (await control.ask('GET', `/api/control/rules/${ruleSet}`)).json();
      for (const one of bad) {
        const refused = await put(ruleSet, one);
        expect(refused).toMatchObject({ status: 422, type: 'urn:imagehub:problem:rules-refused' });
        const forced = await put(ruleSet, one, true);
        expect(forced).toMatchObject({ status: 422, type: 'urn:imagehub:problem:refused-by-sidecar' });
        expect(forced.detail).toContain(refused.detail);
        expect(forced.sidecars.map(({ state }: { state: string }) => state)).not.toContain('refused');
        await vi.waitFor(() => expect(mesh.log()).toContain(`: ${refused.detail}\n`), { timeout: 10_000 });
      }
      const after = (await control.ask('GET', `/api/control/rules/${ruleSet}`)).json();
      expect(after.configuration).toEqual(configuration);
      expect(after.etag).not.toBe(etag);
      expect(await statesOf(ruleSet)).not.toContain('refused');
    },
    120_000,
  );

  it('another version of a filter is swapped in, and taken back', async () => {
    const now = path.basename(modulePath('plan-limiter'));
    const url = '/api/control/filters/plan-limiter/module';
    const options = { payload: { module: older }, headers: { 'if-match': '*' } };
    const swapped = (await control.ask('PUT', url, options)).json();
    expect(swapped).toMatchObject({ outcome: 'active', sidecars: [{ module: older }, { module: older }] });
    const revert = `/api/control/history/${swapped.change}/revert`;
    const back = (await control.ask('POST', revert, { payload: {} })).json();
    expect(back).toMatchObject({ outcome: 'active', sidecars: [{ module: now }, { module: now }] });
  }, 60_000);

  it('as many plans as a filter takes are written and run', async () => {
    const plans = Array.from({ length: 10_000 }, (_, i) => [`plan-${i}`, { limit: i, window: 60 }]);
    const done = await put('plans', { ...PLANS, plans: Object.fromEntries(plans) });
    expect(done).toMatchObject({ status: 200, outcome: 'active' });
    expect(await put('plans', PLANS)).toMatchObject({ status: 200, outcome: 'active' });
  }, 60_000);

  it('a sidecar that hangs makes the write say so, and catches up when it is back', async () => {
    await control.close();
    control = await startTestApp({ CONSUL_HTTP_ADDR: mesh.url, FILTERS_DIR: folder, ACTIVATION_MS: 500 });
    mesh.signal('image-store-v2', 'SIGSTOP');
    try {
      const done = await put('plans', plan(9));
      expect(done).toMatchObject({ status: 202, outcome: 'partial' });
      expect(done.sidecars).toMatchObject([
        { sidecar: 'image-store-v1', state: 'active' },
        { sidecar: 'image-store-v2', state: 'unreachable', message: 'it does not answer' },
      ]);
    } finally {
      mesh.signal('image-store-v2', 'SIGCONT');
    }
    await vi.waitFor(async () => expect(await statesOf('plans')).toEqual(['active', 'active']), {
      timeout: 15_000,
    });
  }, 60_000);

  it('what a sidecar tells of its configuration holds no private key', async () => {
    for (const query of ['', '?resource=dynamic_listeners']) {
      const text = await mesh.configDump('edge', query);
      expect(text).toContain('[redacted]');
      expect(text).not.toContain('PRIVATE KEY');
    }
  });
});
