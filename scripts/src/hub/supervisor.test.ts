import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../ports/free.js';
import { isAlive } from '../process/inspect.js';
import { openLog } from './log.js';
import { type PartChange, type Supervisor, supervise } from './supervisor.js';

let folder: string;
let logFile: string;
let port: number;
let changes: PartChange[];
let incidents: string[];
let supervisor: Supervisor;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imagehub-supervisor-'));
  logFile = openLog(folder, 'part');
  port = await freePort();
  changes = [];
  incidents = [];
});

afterEach(async () => {
  await supervisor.stop(1000);
  await rm(folder, { recursive: true });
});

/** A program that answers on the port until it is told to end; `before` runs first. */
function make(before = '', onSigterm = 'process.exit()'): Supervisor {
  const program = `${before}
    process.on('SIGTERM', () => { ${onSigterm} });
    require('node:http').createServer((_, answer) => answer.end('hello')).listen(${port}, '127.0.0.1');`;
  return supervise(
    {
      name: 'part',
      probe: { http: `http://127.0.0.1:${port}/` },
      command: async () => ({
        file: process.execPath,
        args: ['-e', program],
        env: { ROUND: String(changes.length) },
      }),
    },
    {
      logFile,
      cwd: folder,
      onChange: (change) => changes.push(change),
      onIncident: (text) => incidents.push(text),
    },
  );
}

test('start resolves when the part answers, and stop when it is gone', async () => {
  supervisor = make();
  await supervisor.start();
  expect(changes.map(({ health }) => health)).toEqual(['starting', 'ready']);
  const pid = lastPid();
  expect(isAlive(pid)).toBe(true);

  await supervisor.stop(1000);
  expect(isAlive(pid)).toBe(false);
  expect(changes.at(-1)).toEqual({ health: 'stopped', process: undefined, restarts: 0 });
  expect(incidents).toEqual([]);
});

test('a part that dies is started again, which the log and the console tell', async () => {
  supervisor = make();
  await supervisor.start();
  const first = lastPid();
  process.kill(first, 'SIGKILL');
  await expect
    .poll(() => incidents, { timeout: 5000 })
    .toEqual(['part ended (SIGKILL); it starts again in 0.25 s', 'part is back']);
  expect(lastPid()).not.toBe(first);
  expect(changes.at(-1)).toMatchObject({ health: 'ready', restarts: 1 });
  expect(await readFile(logFile, 'utf8')).toContain('part ended (SIGKILL)');
});

test('a part that fails once at first is given another try', async () => {
  supervisor = make(`if (process.env.ROUND === '0') process.exit(7);`);
  await supervisor.start();
  expect(incidents).toEqual(['part ended (exit code 7); it starts again in 0.25 s']);
});

test('a part that never starts is reported with the end of its log', async () => {
  supervisor = make(`console.error('no such key'); process.exit(3);`);
  await expect(supervisor.start()).rejects.toThrow(/^part does not start \(exit code 3\).*no such key/s);
});

test('a program that is not there is reported', async () => {
  supervisor = supervise(
    {
      name: 'part',
      probe: { http: 'http://127.0.0.1:1/' },
      command: async () => ({ file: '/nowhere', args: [] }),
    },
    { logFile, cwd: folder, onChange: () => {}, onIncident: () => {} },
  );
  await expect(supervisor.start()).rejects.toThrow(/ENOENT/);
});

test('a part that does not listen to the signal is killed when its time is over, with what it has started', async () => {
  supervisor = make(`console.log('child', require('node:child_process').spawn('sleep', ['60']).pid);`, '');
  await supervisor.start();
  const child = Number(/^child (\d+)$/m.exec(await readFile(logFile, 'utf8'))?.[1]);
  const pids = [lastPid(), child];
  expect(pids.map(isAlive)).toEqual([true, true]);
  await supervisor.stop(200);
  await expect.poll(() => pids.map(isAlive)).toEqual([false, false]);
});

test('a part that was stopped does not start any more', async () => {
  supervisor = make();
  await supervisor.stop(0);
  await expect(supervisor.start()).rejects.toThrow('part was stopped');
  expect(changes.map(({ health }) => health)).toEqual(['stopped']);
});

function lastPid(): number {
  const pid = changes.at(-1)?.process?.pid;
  if (pid === undefined) throw new Error('the part has no process');
  return pid;
}
