import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startMark } from './inspect.js';
import { tryLock, waitForLock } from './lock.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imagehub-lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true }));

test('only one has it at a time', async () => {
  const release = await tryLock(file);
  expect(await tryLock(file)).toBe(process.pid);
  let told = 0;
  const second = waitForLock(file, (pid) => {
    told = pid;
    (release as () => Promise<void>)();
  });
  await (await second)();
  expect(told).toBe(process.pid);
});

test('it is taken over from a process that is gone, also when its id has a new owner', async () => {
  const other = spawn('sleep', ['60']);
  await writeFile(file, JSON.stringify({ pid: other.pid, startMark: `${startMark(other.pid as number)}` }));
  expect(await tryLock(file)).toBe(other.pid);
  await writeFile(file, JSON.stringify({ pid: other.pid, startMark: 'of an earlier process' }));
  expect(await tryLock(file)).toBeTypeOf('function');
  other.kill();
});

test('half a file is nobody’s lock', async () => {
  await writeFile(file, '{"pid":');
  expect(await tryLock(file)).toBeTypeOf('function');
});
