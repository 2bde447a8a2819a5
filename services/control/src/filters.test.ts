import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyFilters, entries, keepModule, modulePath, startTestApp, type TestApp } from './testing.js';
import { startTestConsul, type TestConsul } from './testing-consul.js';

const now = path.basename(modulePath('plan-limiter'));
let folder: string;
let older: string;
let consul: TestConsul;
let control: TestApp;

beforeAll(async () => {
  ({ folder, older } = await copyFilters());
  await writeFile(path.join(folder, 'plan-limiter-0123456789ab.wasm'), 'not what its name says');
  await writeFile(path.join(folder, 'manifest.json'), '{}');
  consul = await startTestConsul(entries());
  await consul.addSidecar('image-store-v1', 'image-store');
  control = await startTestApp({ CONSUL_HTTP_ADDR: consul.url, FILTERS_DIR: folder, ACTIVATION_MS: 5_000 });
});
afterAll(async () => {
  await control.close();
  await consul.close();
  await rm(folder, { recursive: true });
});

async function limiter() {
  const { items } = (await control.ask('GET', '/api/control/filters')).json();
  return items.find(({ filter }: { filter: string }) => filter === 'plan-limiter');
}

function swap(module: string, etag: string, filter = 'plan-limiter') {
  const options = { payload: { module, note: 'Try it' }, headers: { 'if-match': etag } };
  return control.ask('PUT', `/api/control/filters/${filter}/module`, options);
}

it('lists the versions whose content is as their names say, the newest first, and which each sidecar runs', async () => {
  const { ruleSet, module, versions, sidecars } = await limiter();
  expect({ ruleSet, module }).toEqual({ ruleSet: 'plans', module: now });
  expect(versions.map(({ file }: { file: string }) => file)).toEqual([now, older]);
  const { bytes, sha256, builtAt } = versions[1];
  expect(older).toContain(sha256.slice(0, 12));
  expect(bytes).toBeGreaterThan(1_000);
  expect(builtAt).toBe('2026-01-02T03:04:05.000Z');
  expect(sidecars).toMatchObject([{ sidecar: 'image-store-v1', module: now, state: 'active' }]);
});

it('swaps a version live, and goes back', async () => {
  const { etag } = await limiter();
  const swapped = await swap(older, etag);
  expect(swapped.statusCode).toBe(200);
  expect(swapped.json().sidecars).toMatchObject([{ module: older, state: 'active' }]);
  expect(await limiter()).toMatchObject({ module: older, etag: swapped.json().etag });
  const { change } = swapped.json();
  const noted = (await control.ask('GET', `/api/control/history/${change}`)).json();
  expect(noted).toMatchObject({ modules: { before: now, after: older }, patch: [], note: 'Try it' });

  expect((await swap(older, etag)).statusCode).toBe(412);
  const back = await control.ask('POST', `/api/control/history/${change}/revert`, { payload: {} });
  expect(back.json()).toMatchObject({ outcome: 'active', sidecars: [{ module: now }] });
});

it('refuses a version that is none, or of another filter', async () => {
  const file = path.basename(modulePath('experiments'));
  for (const module of [file, 'plan-limiter-0123456789ab.wasm', '../plan-limiter.wasm']) {
    const response = await swap(module, '*');
    expect(response.statusCode).toBe(409);
    expect(response.json().type).toBe('urn:imagehub:problem:module-unknown');
  }
  expect((await swap(now, '*', 'plan-maker')).statusCode).toBe(400);
});

it('refuses a version that fails on the configuration it would get', async () => {
  const bytes = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const empty = await keepModule(folder, 'plan-limiter', bytes, new Date());
  const response = await swap(empty, '*');
  expect(response.statusCode).toBe(422);
  expect(response.json().detail).toMatch(/^configuration: the filter fails on it/);
});
