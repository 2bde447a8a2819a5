import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { entries, modulePath, PLANS, startTestApp, type TestApp, withTeam } from './testing.js';
import { startTestConsul, type TestConsul } from './testing-consul.js';

let consul: TestConsul;
let control: TestApp;
beforeAll(async () => {
  consul = await startTestConsul(entries());
  await consul.addSidecar('image-store-v1', 'image-store');
  control = await startTestApp({ CONSUL_HTTP_ADDR: consul.url, ACTIVATION_MS: 5_000 });
});
// Each test begins with the plans as they are first seen.
beforeEach(async () => {
  consul.reset(entries());
  await control.app.writer.between('image-store', () => control.app.db.change.deleteMany());
  consul.edit('image-store', () => {});
  await untilChanges(1);
});
afterAll(async () => {
  await control.close();
  await consul.close();
});

const put = (payload: object) =>
  control.ask('PUT', '/api/control/rules/plans', { payload, headers: { 'if-match': '*' } });

const revert = (id: unknown, payload: object = {}) =>
  control.ask('POST', `/api/control/history/${id}/revert`, { payload });

async function history(query = ''): Promise<Record<string, unknown>[]> {
  return (await control.ask('GET', `/api/control/history${query}`)).json().items;
}

async function untilChanges(count: number): Promise<Record<string, unknown>[]> {
  const all = () => history('?ruleSet=plans');
  await vi.waitFor(async () => expect(await all()).toHaveLength(count), { timeout: 15_000 });
  return all();
}

function editOutside(text: string) {
  consul.edit('image-store', ({ EnvoyExtensions }) => {
    const plugin = EnvoyExtensions?.[0]?.Arguments?.PluginConfig;
    if (plugin) plugin.Configuration = text;
  });
}

describe('a change past this service', () => {
  it('is noticed and told apart, once', async () => {
    editOutside(JSON.stringify(withTeam(77)));
    const [change] = await untilChanges(2);
    expect(change).toMatchObject({ outcome: 'outside', by: null, note: null });
    const details = (await control.ask('GET', `/api/control/history/${change?.id}`)).json();
    expect(details).toMatchObject({ before: PLANS, after: withTeam(77) });
    await control.restart();
    consul.edit('image-store', (entry) => {
      entry.MaxInboundConnections = 5;
    });
    expect((await put(withTeam(77))).json().outcome).toBe('unchanged');
    expect(await history('?ruleSet=plans')).toHaveLength(2);
  });

  it('is noticed also when it was made while the service was not there', async () => {
    await control.app.close();
    editOutside(JSON.stringify(withTeam(78)));
    await control.restart();
    await untilChanges(2);
  });

  it('can be anything: it is told as text, and taken back', async () => {
    editOutside('no JSON \0');
    const [change] = await untilChanges(2);
    const details = (await control.ask('GET', `/api/control/history/${change?.id}`)).json();
    expect(details).toMatchObject({ before: PLANS, after: 'no JSON \uFFFD' });
    expect(details.patch).toEqual([{ op: 'replace', path: '', value: 'no JSON \uFFFD' }]);
    const rules = (await control.ask('GET', '/api/control/rules/plans')).json();
    expect(rules.configuration).toBe('no JSON \0');
    expect((await put(withTeam(7))).statusCode).toBe(200);
  });
});

describe('a change', () => {
  it('is taken back by a new write of what was before', async () => {
    const { change } = (await put(withTeam(250))).json();
    const response = await revert(change, { note: 'Too much' });
    expect(response.statusCode).toBe(200);
    const [newest] = await history('?ruleSet=plans');
    expect(newest).toMatchObject({ id: response.json().change, reverts: change, note: 'Too much' });
    const { configuration } = (await control.ask('GET', '/api/control/rules/plans')).json();
    expect(configuration).toEqual(PLANS);
  });

  it('that others came after is not taken back, and they are told', async () => {
    const { change } = (await put(withTeam(250))).json();
    await put({ ...withTeam(250), mode: 'shadow' });
    const response = await revert(change);
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({
      type: 'urn:imagehub:problem:changed-since',
      theirs: [{ op: 'add', path: '/configuration/mode', value: 'shadow' }],
      yours: [{ op: 'replace', path: '/configuration/plans/team/limit', value: 100 }],
      overlapping: [],
    });
  });

  it('that is the first that was seen, or is not there, cannot be taken back', async () => {
    const [first] = await history('?ruleSet=plans');
    expect((await revert(first?.id)).json().type).toBe('urn:imagehub:problem:nothing-before');
    expect((await revert('019a8f3e-5f0b-7cc3-9d6f-1f2c3a4b5c6d')).statusCode).toBe(404);
    expect((await revert('x')).statusCode).toBe(400);
  });

  it('is found page by page, the newest first', async () => {
    for (const limit of [1, 2, 3]) await put(withTeam(limit));
    const url = '/api/control/history?ruleSet=plans&limit=3';
    const first = (await control.ask('GET', url)).json();
    expect(first.items).toHaveLength(3);
    const second = (await control.ask('GET', `${url}&cursor=${first.nextCursor}`)).json();
    expect(second).toMatchObject({ items: [{ outcome: 'outside' }], nextCursor: null });
  });

  it('that a service left unfinished is settled by what Consul holds', async () => {
    const rules = { before: JSON.stringify(PLANS, null, 2), moduleBefore: modulePath('plan-limiter') };
    const long = new Date(Date.now() - 3_600_000);
    for (const [after, outcome] of [
      [JSON.stringify(withTeam(9)), 'failed'],
      [rules.before, 'partial'],
    ] as const) {
      const data = { ...rules, after, moduleAfter: rules.moduleBefore, createdAt: long };
      const { id } = await control.app.db.change.create({
        data: { ...data, ruleSet: 'plans', outcome: 'pending' },
      });
      await control.restart();
      await vi.waitFor(
        async () => {
          const change = (await control.ask('GET', `/api/control/history/${id}`)).json();
          expect(change.outcome).toBe(outcome);
        },
        { timeout: 15_000 },
      );
    }
  });

  it('is kept until a thousand others have come', async () => {
    const [first] = await history('?ruleSet=plans');
    const rules = { after: '{}', moduleAfter: 'm', outcome: 'failed' as const };
    const data = Array.from({ length: 1000 }, () => ({ ruleSet: 'plans' as const, ...rules }));
    await control.app.db.change.createMany({ data });
    await put(withTeam(3));
    expect((await control.ask('GET', `/api/control/history/${first?.id}`)).statusCode).toBe(404);
  });
});
