import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectConsul } from './mesh/consul.js';
import { entries, PLANS, startTestApp, type TestApp, withTeam } from './testing.js';
import { startTestConsul, type TestConsul } from './testing-consul.js';
import { heldRules, putRules, writesOf } from './testing-rules.js';

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

const put = (ruleSet: string, payload: object) => putRules(control, ruleSet, payload);
const held = (service: string, filter: string) => heldRules(consul, service, filter);
const writes = (ruleSet: string) => writesOf(control, ruleSet);

describe('a sidecar', () => {
  it('that never runs the rules makes the write say so after its time', async () => {
    const [, second] = consul.sidecars;
    if (second) second.behaviour = 'ignores';
    const response = await put('plans', withTeam(7));
    expect(response.statusCode).toBe(202);
    const { outcome, sidecars, timeline } = response.json();
    expect(outcome).toBe('partial');
    expect(sidecars).toMatchObject([{ state: 'active' }, { state: 'behind', active: null }]);
    expect(timeline).toMatchObject({ pushed: null, active: null });
    expect((await writes('plans'))[0]).toMatchObject({ outcome: 'partial' });
    const [plans] = (await control.ask('GET', '/api/control/rules')).json().items;
    expect(plans.sidecars[1]).toMatchObject({ state: 'behind' });
  });

  it('that is registered without the port of its configuration cannot be asked', async () => {
    const [, second] = consul.sidecars;
    if (second) second.named = false;
    const response = await put('plans', withTeam(7));
    expect(response.statusCode).toBe(202);
    expect(response.json().sidecars[1]).toMatchObject({
      state: 'unreachable',
      message: 'its registration has no sidecar_config_port',
    });
  });

  it('that is down keeps nobody waiting', async () => {
    const [, second] = consul.sidecars;
    if (second) Object.assign(second, { named: false, fit: false });
    const response = await put('plans', withTeam(7));
    expect(response.statusCode).toBe(200);
    expect(response.json().sidecars[1]).toMatchObject({ state: 'down' });
  });

  it('that nobody has is no proof that rules run', async () => {
    const empty = await startTestConsul(entries());
    const other = await startTestApp({ CONSUL_HTTP_ADDR: empty.url, ACTIVATION_MS: 100 });
    const options = { payload: withTeam(7), headers: { 'if-match': '*' } };
    expect((await other.ask('PUT', '/api/control/rules/plans', options)).json().outcome).toBe('partial');
    await other.close();
    await empty.close();
  });
});

describe('while Consul is away', () => {
  it('rules are read as they last were, also after a restart, and writes are refused', async () => {
    await control.ask('GET', '/api/control/rules/plans');
    consul.condition = 'down';
    const stale = { stale: true, configuration: PLANS };
    expect((await control.ask('GET', '/api/control/rules/plans')).json()).toMatchObject(stale);
    await control.restart();
    expect((await control.ask('GET', '/api/control/rules/plans')).json()).toMatchObject(stale);
    const response = await put('plans', withTeam(7));
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('2');
    expect(response.json().type).toBe('urn:imagehub:problem:consul-unavailable');
    consul.condition = 'up';
    expect((await put('plans', withTeam(7))).statusCode).toBe(200);
  });

  it('and something else answers in its place, it counts as away', async () => {
    const stub = createServer((_request, response) => void response.end('<html>'));
    await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
    const { port } = stub.address() as AddressInfo;
    const consul = connectConsul(`http://127.0.0.1:${port}`);
    await expect(consul.readEntry('edge')).rejects.toMatchObject({ statusCode: 503 });
    await expect(consul.sidecarsOf('edge')).rejects.toMatchObject({ statusCode: 503 });
    stub.close();
  });

  it('a write of which only the answer was lost counts as written', async () => {
    consul.condition = 'lossy';
    expect((await put('plans', withTeam(7))).json().outcome).toBe('active');
    expect(held('image-store', 'plan-limiter')).toEqual(withTeam(7));
  });

  it('a write that did not arrive is noted as failed', async () => {
    consul.condition = 'deaf';
    expect((await put('plans', withTeam(7))).statusCode).toBe(503);
    expect((await writes('plans'))[0]).toMatchObject({ outcome: 'failed' });
    expect(held('image-store', 'plan-limiter')).toEqual(PLANS);
  });
});
