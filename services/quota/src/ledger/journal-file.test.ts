import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, rmdir, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Fastify from 'fastify';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LeaseCall, LeaseGrant } from '../protocol.js';
import { memoryStore } from '../stores/memory.js';
import type { Store } from '../stores/store.js';
import { request, someId } from '../testing.js';
import { JournalFile } from './journal-file.js';
import { Ledger } from './ledger.js';

const { log } = Fastify();
let folder: string;
let stateFile: string;
let started: Store[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'imagehub-journal-'));
  started = [];
  stateFile = path.join(folder, 'made/when/absent/journal');
});
afterEach(async () => {
  await Promise.all(started.map((store) => store.close()));
  await rm(folder, { recursive: true });
});

/** A ledger that starts where the last one, which nobody closed, was killed. */
async function start(): Promise<Store> {
  const store = await memoryStore({ maxPeople: 1_000_000, stateFile, log });
  started.push(store);
  return store;
}

async function ask(ledger: Store, lease = request()): Promise<LeaseGrant> {
  return (await ledger.call({ leases: [lease] }))[0] as LeaseGrant;
}

it('a ledger that was killed goes on with leases, closed leases and reports as they were', async () => {
  const [open, closed, report] = [request({ want: 7 }), request({ want: 7 }), request({ spent: 4 })];
  const before = await start();
  await before.call({ leases: [open, closed, report] });
  await before.call({ closed: [{ key: closed.key, lease: closed.lease, spent: 2 }] });

  const after = await start();
  expect(await ask(after, open)).toMatchObject({ granted: 7, remaining: 3 });
  expect(await ask(after, closed)).toMatchObject({ granted: 0, remaining: 8 });
  expect(await ask(after, report)).toMatchObject({ granted: 1, remaining: 5 });
  expect(after.people?.()).toBe(3);
});

it('half a line at the end, of a call that was never answered, is passed over and written on', async () => {
  const key = someId();
  await ask(await start(), request({ key, want: 6 }));
  const whole = (await stat(stateFile)).size;
  await ask(await start(), request({ key, want: 3 }));
  await truncate(stateFile, (await stat(stateFile)).size - 5);

  expect(await ask(await start(), request({ key, want: 1 }))).toMatchObject({ granted: 1, remaining: 3 });
  expect((await stat(stateFile)).size).toBeGreaterThan(whole);
  expect(await ask(await start(), request({ key, want: 0 }))).toMatchObject({ remaining: 3 });
});

it('bytes that are no journal forget nothing of what stands before and after them', async () => {
  const key = someId();
  await ask(await start(), request({ key, want: 2 }));
  await appendFile(stateFile, '\n\u0000\u0001 what is this\n1 2 3\n');
  await ask(await start(), request({ key, want: 3 }));
  expect(await ask(await start(), request({ key, want: 0 }))).toMatchObject({ remaining: 5 });
});

it('a wall clock that was set back while no ledger ran does not bring units back later or sooner', async () => {
  const lease = request({ want: 6 });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  await ask(await start(), lease);
  vi.useRealTimers();
  const { remaining, reset } = await ask(await start(), request({ key: lease.key, want: 0 }));
  expect(remaining).toBe(4);
  expect(reset).toBeGreaterThan(50_000);
  expect(reset).toBeLessThanOrEqual(60_300);
});

it('a journal is compacted while calls go on, and says the same', async () => {
  const people = Array.from({ length: 500 }, someId);
  const leases = people.map((key) => request({ key, want: 3 }));
  const calls: LeaseCall[] = Array.from({ length: 10 }, (_, i) => ({
    leases: leases.slice(50 * i, 50 * i + 50),
  }));
  const before = await start();
  let largest = 0;
  // Each call is a duplicate of an earlier one: it changes nothing but is written down.
  for (let round = 0; round < 60; round += 1) {
    for (const call of calls) await before.call(call);
    largest = Math.max(largest, await lines());
  }
  expect(largest).toBeLessThan(15_000);
  expect(await lines()).toBeLessThan(largest);

  const after = await start();
  expect(after.people?.()).toBe(500);
  for (const key of people)
    expect(await ask(after, request({ key, want: 0 }))).toMatchObject({ remaining: 7 });
});

it('a journal that cannot be compacted is written on as it is', async () => {
  const leases = Array.from({ length: 50 }, () => request({ want: 3 }));
  const before = await start();
  await mkdir(`${stateFile}.new`);
  for (let round = 0; round < 250; round += 1) await before.call({ leases });
  expect(await lines()).toBeGreaterThan(12_500);

  await rmdir(`${stateFile}.new`);
  const after = await start();
  expect(await after.call({ leases })).toMatchObject(leases.map(() => ({ granted: 3, remaining: 7 })));
});

it.skipIf(!existsSync('/dev/full'))('a call that cannot be written down for want of space fails', () => {
  const journal = new JournalFile({ file: '/dev/full', state: () => [].values(), onError: () => {} }, 0);
  const ledger = new Ledger({ clock: () => 0, append: (entries) => journal.append(entries) });
  expect(() => ledger.call({ leases: [request()] })).toThrow('ENOSPC');
  journal.close();
});

async function lines(): Promise<number> {
  return (await readFile(stateFile, 'utf8')).split('\n').length;
}
