import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkout } from '../checkout.js';
import { isAlive } from '../process/inspect.js';
import { processesMentioning } from '../process/mentions.js';
import { valkey } from '../provision/binary.js';
import { find } from '../provision/provision.js';
import { hubApi } from '../seed/api.js';
import { type HubProcess, launchHub, ownHub } from '../testing/hub.js';
import type { Summary } from '../traffic/report.js';

const run = promisify(execFile);
const hasValkey = (await find(valkey)) !== undefined;
const visitor = { name: 'a visitor', password: 'correct horse battery', plan: 'personal' };

describe('a hub from its first start to its last stop', () => {
  let env: Awaited<ReturnType<typeof ownHub>>;
  let hub: HubProcess;

  beforeAll(async () => {
    env = await ownHub();
    hub = launchHub(env);
    await hub.says('is ready at');
  });

  afterAll(async () => {
    hub.child.kill('SIGTERM');
    await hub.ended;
    await rm(env.IMAGEHUB_HOME, { recursive: true, force: true });
  });

  test('the first start ends with two dozen pictures and commands that work when pasted', async () => {
    expect(await hubApi(hub.state().url).search('')).toHaveLength(24);
    const commands = hub.output().split('\nTry\n')[1]?.split('\n\n')[0] as string;
    const { stdout } = await run('sh', ['-ec', commands], { cwd: env.IMAGEHUB_HOME });
    expect(stdout).toContain('"items":[');
    expect(stdout).toMatch(/^HTTP\/1.1 200 OK\r$/m);
    expect(stdout).toMatch(/^ratelimit: "personal";r=9;t=\d+\r$/m);
  });

  test('status names every part and their memory, which is at most 1.6 GiB', async () => {
    const { stdout } = await command('status', '--json');
    const report = JSON.parse(stdout) as { parts: { health: string; bytes: number }[] };
    expect(report.parts.map(({ health }) => health)).toEqual(Array(18).fill('ready'));
    const total = report.parts.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(total).toBeLessThan(1.6 * 1024 ** 3);
  });

  test('people can use it: seconds of traffic without a failure, whose accounts are gone afterwards', async () => {
    const mix = 'visitors=1,personal=1,team=1,enterprise=1';
    const load = ['--duration', '5s', '--rate', '60', '--seed', '1', '--mix', mix];
    const { stdout } = await command('traffic', ...load, '--json');
    const summary = JSON.parse(stdout.trim().split('\n').at(-1) as string) as Summary;
    expect(summary.requests).toBeGreaterThan(50);
    expect(summary).toMatchObject({ failed: 0, outages: [] });
    expect(Object.keys(summary.servedBy)).toContain('image-store/v1/standard');
    const cleanUp = summary.kinds['clean-up'];
    expect(cleanUp?.requests).toBeGreaterThan(0);
    expect(cleanUp?.statuses['2xx']).toBe(cleanUp?.requests);
  });

  test('a second start of the same hub says where it runs', async () => {
    const { stdout } = await command('start');
    expect(stdout).toContain(`Image Hub runs already, at ${hub.state().url} (process ${hub.child.pid})`);
  });

  test('a part that is killed is started again, and the console says so', async () => {
    const killed = hub.state().parts['frontend-v2']?.process?.pid as number;
    process.kill(killed, 'SIGKILL');
    await hub.says('frontend-v2 ended (SIGKILL); it starts again in 0.25 s');
    await hub.says('frontend-v2 is back');
    expect(hub.state().parts['frontend-v2']).toMatchObject({ health: 'ready', restarts: 1 });
  });

  test('after a kill -9 of the runner the next start ends the leftovers and finds the data, within 25 s', async () => {
    await hubApi(hub.state().url).enter(visitor);
    const orphans = pids(hub);
    hub.child.kill('SIGKILL');
    await hub.ended;
    expect(orphans.every(isAlive)).toBe(true);
    await expect(command('status')).rejects.toMatchObject({ stdout: expect.stringContaining('was killed') });

    hub = launchHub(env);
    await hub.says('Ended what a killed run had left');
    await hub.says('is ready at');
    expect(orphans.filter(isAlive)).toEqual([]);
    const { url, startedAt, readyAt } = hub.state();
    expect(Date.parse(readyAt as string) - Date.parse(startedAt), hub.output()).toBeLessThan(25_000);
    const login = await logIn(url);
    expect(login.status).toBe(200);
  });

  test('Ctrl-C stops all of it within 5 s and leaves no process', async () => {
    const parts = pids(hub);
    const asked = performance.now();
    hub.child.kill('SIGINT');
    expect(await hub.ended).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(parts.filter(isAlive)).toEqual([]);
    expect(await processesMentioning(env.IMAGEHUB_HOME)).toEqual([]);
    expect(hub.state().state).toBe('stopped');
  });

  test('--fresh begins without the old data', async () => {
    hub = launchHub(env, '--fresh', ...(hasValkey ? ['--valkey'] : []));
    await hub.says('is ready at');
    expect((await logIn(hub.state().url)).status).toBe(401);
  });

  test.runIf(hasValkey)('--valkey has two ledgers, and a Valkey that comes back', async () => {
    const { stdout } = await command('status', '--json');
    const { parts } = JSON.parse(stdout) as { parts: { name: string; health: string }[] };
    for (const name of ['valkey', 'quota', 'quota-sidecar', 'quota-2', 'quota-2-sidecar']) {
      expect(parts.find((part) => part.name === name)?.health, name).toBe('ready');
    }
    process.kill(hub.state().parts.valkey?.process?.pid as number, 'SIGKILL');
    await hub.says('valkey is back');
  });

  test('a signal that comes twice kills', async () => {
    const parts = pids(hub);
    process.kill(hub.state().parts.consul?.process?.pid as number, 'SIGSTOP');
    hub.child.kill('SIGTERM');
    await hub.says('Stopping');
    setTimeout(() => hub.child.kill('SIGTERM'), 600);
    expect(await hub.ended).toBe(130);
    expect(parts.filter(isAlive)).toEqual([]);
  });

  test('a port that is taken is named, with its holder and the way out', async () => {
    const server = createServer().listen(Number(env.IMAGEHUB_EDGE_PORT), '127.0.0.1');
    await expect(command('start')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        new RegExp(
          `Port ${env.IMAGEHUB_EDGE_PORT} \\(edge\\) is taken by process ${process.pid} \\(.+\\)\\..* IMAGEHUB_EDGE_PORT=`,
        ),
      ),
    });
    await new Promise((resolve) => server.close(resolve));
  });

  function command(...args: string[]) {
    return run(process.execPath, [join(checkout, 'scripts/run.mjs'), ...args], { env });
  }
});

test('a folder that holds something else is neither used nor wiped', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'imagehub-other-'));
  await writeFile(join(folder, 'thesis.txt'), 'irreplaceable');
  const start = launchHub({ ...process.env, IMAGEHUB_HOME: folder }, '--fresh');
  expect(await start.ended).toBe(1);
  expect(start.output()).toContain(`${folder} is not the home of an Image Hub and not empty`);
  await rm(folder, { recursive: true });
});

function pids(hub: HubProcess): number[] {
  return Object.values(hub.state().parts).flatMap(({ process: mark }) => mark?.pid ?? []);
}

function logIn(url: string): Promise<Response> {
  return fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: visitor.name, password: visitor.password }),
  });
}
