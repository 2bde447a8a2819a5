import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  bearer,
  CLASSES,
  EXPERIMENTS,
  entries,
  modulePath,
  PLANS,
  startTestApp,
  type TestApp,
  withTeam,
} from './testing.js';
import { startTestConsul, type TestConsul } from './testing-consul.js';
import { heldRules, putRules, type WriteOptions, writesOf } from './testing-rules.js';

let consul: TestConsul;
let control: TestApp;
beforeAll(async () => {
  consul = await startTestConsul(entries());
  for (const id of ['image-store-v1', 'image-store-v2']) await consul.addSidecar(id, 'image-store');
  await consul.addSidecar('edge', 'edge');
  control = await startTestApp({ CONSUL_HTTP_ADDR: consul.url, ACTIVATION_MS: 1_500 });
});
beforeEach(() => consul.reset(entries()));
afterAll(async () => {
  await control.close();
  await consul.close();
});

const put = (ruleSet: string, payload: object, options?: WriteOptions) =>
  putRules(control, ruleSet, payload, options);
const held = (service: string, filter: string) => heldRules(consul, service, filter);
const writes = (ruleSet: string) => writesOf(control, ruleSet);

async function etagOf(ruleSet: string): Promise<string> {
  const { headers } = await control.ask('GET', `/api/control/rules/${ruleSet}`);
  return String(headers.etag);
}

function editOutside(service: string, extension: number, configuration: unknown) {
  consul.edit(service, ({ EnvoyExtensions }) => {
    const plugin = EnvoyExtensions?.[extension]?.Arguments?.PluginConfig;
    if (plugin) plugin.Configuration = JSON.stringify(configuration);
  });
}

describe('rules', () => {
  it('are listed with their versions and with how each sidecar fares', async () => {
    const { items } = (await control.ask('GET', '/api/control/rules')).json();
    expect(items).toMatchObject([
      { ruleSet: 'plans', filter: 'plan-limiter', service: 'image-store', stale: false },
      { ruleSet: 'classes', filter: 'class-of-service', service: 'edge' },
      { ruleSet: 'experiments', filter: 'experiments', service: 'edge' },
    ]);
    const module = path.basename(modulePath('plan-limiter'));
    expect(items[0].sidecars).toEqual([
      { sidecar: 'image-store-v1', state: 'active', module, message: null },
      { sidecar: 'image-store-v2', state: 'active', module, message: null },
    ]);
  });

  it('are read with their configuration and an ETag', async () => {
    const response = await control.ask('GET', '/api/control/rules/experiments');
    expect(response.json()).toMatchObject({ ruleSet: 'experiments', configuration: EXPERIMENTS });
    expect(response.headers.etag).toBe(`"${consul.entries.get('edge')?.ModifyIndex}"`);
  });

  it('that Consul does not hold are not there, and are told so', async () => {
    consul.edit('edge', (entry) => {
      entry.EnvoyExtensions = [];
    });
    consul.entries.delete('image-store');
    for (const ruleSet of ['plans', 'classes']) {
      const response = await control.ask('GET', `/api/control/rules/${ruleSet}`);
      expect(response.statusCode).toBe(404);
      expect(response.json().type).toBe('urn:imagehub:problem:no-rules');
      expect((await put(ruleSet, PLANS)).statusCode).toBe(404);
    }
    expect((await control.ask('GET', '/api/control/rules')).json()).toEqual({ items: [] });
    const { items } = (await control.ask('GET', '/api/control/filters')).json();
    expect(items[0]).toMatchObject({ module: null, etag: null, sidecars: [] });
  });

  it('are for administrators alone', async () => {
    const urls = ['rules', 'rules/plans', 'history', 'filters'].map((name) => `/api/control/${name}`);
    for (const url of urls) {
      expect((await control.app.inject({ url })).statusCode).toBe(401);
      expect((await control.app.inject({ url, headers: bearer('user') })).statusCode).toBe(403);
    }
    const url = '/api/control/rules/plans';
    const headers = { ...bearer('user'), 'if-match': '*' };
    const response = await control.app.inject({ method: 'PUT', url, headers, payload: withTeam(5) });
    expect(response.statusCode).toBe(403);
    expect(held('image-store', 'plan-limiter')).toEqual(PLANS);
  });
});

describe('a write', () => {
  it('is answered when all sidecars run it, with a timeline, and noted with who and why', async () => {
    const before = consul.entries.get('image-store');
    const response = await put('plans', withTeam(250), {
      query: '?note=Team%20has%20paid',
      etag: await etagOf('plans'),
    });
    expect(response.statusCode).toBe(200);
    const { outcome, etag, timeline, sidecars, change } = response.json();
    expect({ outcome, etag }).toEqual({ outcome: 'active', etag: response.headers.etag });
    expect(sidecars.map(({ state }: { state: string }) => state)).toEqual(['active', 'active']);
    expect(timeline.written).toBeLessThanOrEqual(timeline.active);
    expect(timeline.pushed).toBeLessThanOrEqual(timeline.active);
    expect(held('image-store', 'plan-limiter')).toEqual(withTeam(250));
    const { EnvoyExtensions: _new, ModifyIndex: _index, ...rest } = consul.entries.get('image-store') ?? {};
    expect(before).toMatchObject(rest);

    const [noted] = await writes('plans');
    expect(noted).toMatchObject({
      id: change,
      by: { id: 'id of admin', name: 'admin' },
      note: 'Team has paid',
      outcome: 'active',
      activation: { timeline },
    });
    const details = (await control.ask('GET', `/api/control/history/${change}`)).json();
    expect(details).toMatchObject({ before: PLANS, after: withTeam(250) });
    expect(details.patch).toEqual([{ op: 'replace', path: '/plans/team/limit', value: 250 }]);
  });

  it('of what runs already changes nothing', async () => {
    const index = consul.entries.get('image-store')?.ModifyIndex;
    expect((await put('plans', PLANS)).json()).toMatchObject({ outcome: 'unchanged', change: null });
    expect(consul.entries.get('image-store')?.ModifyIndex).toBe(index);
  });

  it('must say which version it edits', async () => {
    const response = await control.ask('PUT', '/api/control/rules/plans', { payload: withTeam(5) });
    expect(response.statusCode).toBe(428);
    expect(response.json().type).toBe('urn:imagehub:problem:version-required');
  });

  it('after somebody else’s is refused with both edits as patches', async () => {
    const etag = await etagOf('plans');
    await put('plans', withTeam(250), { etag });
    const response = await put('plans', { ...withTeam(90), mode: 'shadow' }, { etag });
    expect(response.statusCode).toBe(412);
    expect(response.json()).toMatchObject({
      type: 'urn:imagehub:problem:rules-changed',
      current: response.headers.etag,
      theirs: [{ op: 'replace', path: '/configuration/plans/team/limit', value: 250 }],
      overlapping: ['/configuration/plans/team/limit'],
    });
    expect(response.json().yours).toContainEqual({ op: 'add', path: '/configuration/mode', value: 'shadow' });
    expect(held('image-store', 'plan-limiter')).toEqual(withTeam(250));
  });

  it('by a version that nobody knows is refused without a difference', async () => {
    for (const etag of ['"1"', '"999999"', 'W/"12"', '"x"']) {
      const response = await put('plans', withTeam(5), { etag });
      expect(response.statusCode).toBe(412);
      expect(response.json().theirs).toBeUndefined();
    }
  });

  it('passes when only the other rules of the same entry were changed meanwhile, even in the middle of it', async () => {
    const etag = await etagOf('experiments');
    await put('classes', { ...CLASSES, default: 'performance' });
    expect((await put('experiments', { experiments: [] }, { etag })).statusCode).toBe(200);
    consul.beforeWrite = () => {
      consul.beforeWrite = () => {};
      editOutside('edge', 1, CLASSES);
    };
    expect((await put('experiments', EXPERIMENTS)).json().outcome).toBe('active');
    expect(held('edge', 'class-of-service')).toEqual(CLASSES);
    expect(held('edge', 'experiments')).toEqual(EXPERIMENTS);
    expect((await writes('experiments')).map(({ outcome }) => outcome)).toEqual(['active', 'active']);
  });

  it('gives up when the entry is written again and again meanwhile', async () => {
    let edits = 0;
    consul.beforeWrite = () => editOutside('edge', 1, { ...CLASSES, default: `d${edits++}` });
    const response = await put('experiments', { experiments: [] });
    expect(response.statusCode).toBe(503);
    expect(response.json().type).toBe('urn:imagehub:problem:busy');
    expect(held('edge', 'experiments')).toEqual(EXPERIMENTS);
  });
});

describe('rules that a filter refuses', () => {
  it('are not written, by the words of the filter', async () => {
    const before = await writes('plans');
    const response = await put('plans', withTeam(-1));
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({
      type: 'urn:imagehub:problem:rules-refused',
      detail: 'plans.team.limit: must be a whole number from 0 to 1000000000',
      errors: [{ field: 'body.plans.team.limit', message: 'must be a whole number from 0 to 1000000000' }],
    });
    expect(held('image-store', 'plan-limiter')).toEqual(PLANS);
    expect(await writes('plans')).toEqual(before);
  });

  it('are written when they are forced, and taken back when a sidecar refuses them', async () => {
    const [, second] = consul.sidecars;
    if (second) second.behaviour = 'refuses';
    const response = await put('plans', withTeam(-1), { query: '?force=true' });
    expect(response.statusCode).toBe(422);
    const problem = response.json();
    expect(problem).toMatchObject({
      type: 'urn:imagehub:problem:refused-by-sidecar',
      detail:
        'The sidecar of image-store-v2 refuses them: plans.team.limit: must be a whole number from 0 to 1000000000 ' +
        '(Unable to create Wasm plugin). Those of before are written again.',
    });
    expect(problem.refused[1]).toMatchObject({ sidecar: 'image-store-v2', state: 'refused' });
    expect(problem.sidecars.map(({ state }: { state: string }) => state)).toEqual(['active', 'active']);
    expect(held('image-store', 'plan-limiter')).toEqual(PLANS);
    expect((await writes('plans'))[0]).toMatchObject({
      outcome: 'rolled-back',
      id: problem.change,
    });
  });

  it('are left in Consul when it cannot be written to any more, and said so', async () => {
    for (const sidecar of consul.sidecars) sidecar.behaviour = 'refuses';
    let count = 0;
    consul.beforeWrite = () => {
      count += 1;
      if (count === 2) consul.condition = 'deaf';
    };
    const response = await put('plans', withTeam(7));
    expect(response.statusCode).toBe(503);
    expect(response.json().type).toBe('urn:imagehub:problem:rollback-failed');
    expect((await writes('plans'))[0]).toMatchObject({ outcome: 'partial' });
  });

  it('that somebody else has replaced before they could be taken back are left to them', async () => {
    for (const sidecar of consul.sidecars) sidecar.behaviour = 'refuses';
    let count = 0;
    consul.beforeWrite = () => {
      count += 1;
      if (count === 2) editOutside('image-store', 0, withTeam(8));
    };
    const response = await put('plans', withTeam(7));
    expect(response.json().detail).toContain('Somebody else has written others meanwhile');
    expect(held('image-store', 'plan-limiter')).toEqual(withTeam(8));
  });

  it('but whose module is not to be had are refused unless they are forced', async () => {
    consul.edit('image-store', ({ EnvoyExtensions }) => {
      const local = EnvoyExtensions?.[0]?.Arguments?.PluginConfig?.VmConfig?.Code?.Local;
      if (local) local.Filename = '/elsewhere/plan-limiter-0123456789ab.wasm';
    });
    const response = await put('plans', withTeam(7));
    expect(response.statusCode).toBe(409);
    expect(response.json().type).toBe('urn:imagehub:problem:module-unknown');
    expect((await put('plans', withTeam(7), { query: '?force=true' })).statusCode).toBe(200);
  });

  it('by their size alone are refused before anything is read of them', async () => {
    const response = await put('plans', { ...PLANS, padding: 'x'.repeat(1 << 20) });
    expect(response.statusCode).toBe(413);
  });

  it('by their depth alone are refused before anything goes through them', async () => {
    const payload = '['.repeat(400_000) + ']'.repeat(400_000);
    const headers = { 'if-match': '*', 'content-type': 'application/json' };
    const response = await control.ask('PUT', '/api/control/rules/plans', { payload, headers });
    expect(response.statusCode).toBe(422);
    expect(response.json().detail).toBe('configuration: is nested too deeply');
  });
});
