import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { checkout } from '../checkout.js';
import { type Ports, portNames } from '../ports/table.js';
import type { Blueprint } from './blueprint.js';
import { hubHome } from './home.js';
import { hubParts, type Part } from './parts.js';

const run = promisify(execFile);

function blueprint(valkey: boolean): Blueprint {
  const ports = Object.fromEntries(portNames.map((name, index) => [name, 20_000 + index])) as Ports;
  return {
    home: hubHome({ IMAGEHUB_HOME: '/nowhere' }),
    ports,
    secrets: {
      postgres: { postgres: 'p', auth: 'a', image_store: 'i' },
      valkey: 'v',
      accounts: { ada: 'a', grace: 'g', linus: 'l', admin: 'a' },
    },
    valkey,
    binaries: { consul: 'consul', envoy: 'envoy', 'valkey-server': 'valkey-server' },
  };
}

async function environmentOf(parts: Part[], name: string): Promise<NodeJS.ProcessEnv> {
  return (await parts.find((part) => part.name === name)?.command())?.env ?? {};
}

test('a hub has one ledger, which keeps a journal', async () => {
  const parts = hubParts(blueprint(false));
  const names = parts.map(({ name }) => name);
  expect(names.filter((name) => /quota|valkey/.test(name))).toEqual(['quota', 'quota-sidecar']);
  const { STATE_FILE, REDIS_URL } = await environmentOf(parts, 'quota');
  expect({ STATE_FILE, REDIS_URL }).toEqual({ STATE_FILE: '/nowhere/data/quota/grants.journal' });
});

test('with Valkey it has two, which share that', async () => {
  const hub = blueprint(true);
  const parts = hubParts(hub);
  const names = parts.map(({ name }) => name);
  expect(names.filter((name) => /quota|valkey/.test(name))).toEqual([
    'valkey',
    'quota',
    'quota-2',
    'quota-sidecar',
    'quota-2-sidecar',
  ]);
  for (const ledger of ['quota', 'quota-2']) {
    const { STATE_FILE, REDIS_URL } = await environmentOf(parts, ledger);
    expect({ STATE_FILE, REDIS_URL }).toEqual({ REDIS_URL: `redis://:v@127.0.0.1:${hub.ports.valkey}` });
  }
});

test('a hub that is observed delivers spans, and nothing of that is in another', async () => {
  const plain = blueprint(false);
  const observers = { prometheus: 'prometheus', zipkin: { java: 'java', jar: 'zipkin.jar' }, sampling: 100 };
  const observed = hubParts({ ...plain, observers });
  const names = (parts: Part[]) => parts.map(({ name }) => name);
  expect(names(observed).filter((name) => !names(hubParts(plain)).includes(name))).toEqual([
    'zipkin',
    'prometheus',
  ]);
  const { OTEL_EXPORTER_ZIPKIN_ENDPOINT: endpoint } = await environmentOf(observed, 'auth');
  expect(endpoint).toBe(`http://127.0.0.1:${plain.ports.zipkin}/api/v2/spans`);
  expect(await environmentOf(hubParts(plain), 'auth')).not.toHaveProperty('OTEL_EXPORTER_ZIPKIN_ENDPOINT');
});

test('each part starts after parts and steps that there are', () => {
  const steps = ['databases', 'mesh', 'settled', 'consul-binary', 'envoy-binary', 'valkey-server-binary'];
  for (const valkey of [false, true]) {
    const parts = hubParts(blueprint(valkey));
    const known = [...steps, ...parts.map(({ name }) => name)];
    for (const { name, after } of parts) expect(known, name).toEqual(expect.arrayContaining(after));
  }
});

const proxies = hubParts(blueprint(true)).filter(({ program }) => program === 'envoy');

test.each(proxies)("the registration of $name is filled in by the runner's environment", async (part) => {
  const { env } = await part.command();
  const template = join(checkout, `consul/services/${env?.SERVICE}.hcl`);
  const { stdout } = await run('sh', [join(checkout, 'consul/render.sh'), template], {
    env: { PATH: process.env.PATH, ...env },
  });
  expect(stdout).toContain(`id      = "${env?.SERVICE_ID}"`);
});
