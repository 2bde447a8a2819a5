import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { LeaseCall, LeaseGrant, LeaseRequest } from '../protocol.js';
import { request, someId, startCluster, startValkey } from '../testing.js';
import { memoryStore } from './memory.js';
import type { Store } from './store.js';
import { valkeyStore } from './valkey.js';

const { log } = Fastify();

/** Opens a store; what is to be done at the end is added to `cleanups`, the last first. */
type Open = (cleanups: (() => Promise<void>)[]) => Promise<Store>;

const inMemory: Open = async (cleanups) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'imagehub-quota-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  const store = await memoryStore({ maxPeople: 1000, stateFile: path.join(folder, 'journal'), log });
  cleanups.push(store.close);
  return store;
};

const onValkey =
  (cluster: boolean): Open =>
  async (cleanups) => {
    const valkey = await (cluster ? startCluster() : startValkey());
    cleanups.push(valkey.close);
    const store = valkeyStore({ url: valkey.url, cluster, timeoutMs: 5000, log });
    cleanups.push(store.close);
    await vi.waitFor(() => store.check(), { timeout: 8000 });
    return store;
  };

const stores = [
  { name: 'memory', open: inMemory, here: true },
  { name: 'Valkey', open: onValkey(false), here: inject('valkeyServer') !== '' },
  { name: 'a Valkey cluster', open: onValkey(true), here: inject('valkeyServer') !== '' },
];

describe.each(stores)('a ledger in $name', ({ open, here }) => {
  if (!here) return it.skip('needs a Valkey server');

  let store: Store;
  const cleanups: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    store = await open(cleanups);
  });
  afterAll(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  const call = (body: LeaseCall) => store.call(body);
  const ask = async (lease: LeaseRequest): Promise<LeaseGrant> =>
    (await call({ leases: [lease] }))[0] as LeaseGrant;

  it('grants what is left of a plan and not a unit more', async () => {
    const key = someId();
    expect(await ask(request({ key, want: 7 }))).toMatchObject({ granted: 7, remaining: 3, retryAfter: 0 });
    expect(await ask(request({ key, want: 7 }))).toMatchObject({ granted: 3, remaining: 0 });
    expect(await ask(request({ key }))).toMatchObject({ granted: 0, remaining: 0 });
  });

  it('says that nothing is used, and forgets people of whom only that was asked', async () => {
    expect(await ask(request({ want: 0 }))).toMatchObject({
      granted: 0,
      remaining: 10,
      reset: 0,
      retryAfter: 0,
    });
  });

  it('says when the first unit is free again', async () => {
    const key = someId();
    const first = await ask(request({ key, want: 4 }));
    expect(first.reset).toBe(60_300);
    const second = await ask(request({ key, want: 6, ttl: 1000 }));
    expect(second.reset).toBeGreaterThan(60_000);
    expect(second.reset).toBeLessThanOrEqual(60_300);
    expect(second.retryAfter).toBe(second.reset);
  });

  it('gives the units back once the window and the time to live are over, and not before', async () => {
    const key = someId();
    const plan = { key, window: 1, ttl: 100 };
    expect(await ask(request({ ...plan, want: 10 }))).toMatchObject({ granted: 10 });
    const { granted, retryAfter } = await ask(request(plan));
    expect(granted).toBe(0);
    expect(retryAfter).toBeGreaterThan(1000);
    await delay(retryAfter + 1);
    expect(await ask(request({ ...plan, want: 10 }))).toMatchObject({ granted: 10 });
  });

  it('answers the same lease twice by the same units, counted once', async () => {
    const lease = request({ want: 4 });
    expect(await ask(lease)).toMatchObject({ granted: 4, remaining: 6 });
    expect(await ask(lease)).toMatchObject({ granted: 4, remaining: 6 });
  });

  it('takes back what a closed lease did not spend, once, and grants nothing more of it', async () => {
    const lease = request({ want: 10 });
    const { key } = lease;
    await ask(lease);
    const closed = [{ key, lease: lease.lease, spent: 4 }];
    await call({ closed });
    expect(await ask(request({ key, want: 0 }))).toMatchObject({ remaining: 6 });
    await call({ closed: [{ key, lease: lease.lease, spent: 1 }] });
    expect(await ask(request({ key, want: 0 }))).toMatchObject({ remaining: 6 });
    expect(await ask(lease)).toMatchObject({ granted: 0, remaining: 6 });
  });

  it('takes leases back before it grants any', async () => {
    const first = request({ want: 10 });
    const { key } = first;
    await ask(first);
    const closed = [{ key, lease: first.lease, spent: 8 }];
    expect(await call({ closed, leases: [request({ key, want: 5 })] })).toMatchObject([{ granted: 2 }]);
  });

  it('ignores the end of a lease it does not know', async () => {
    expect(await call({ closed: [{ key: someId(), lease: someId(), spent: 3 }] })).toEqual([]);
  });

  it('counts what was admitted without a lease, once, even beyond the plan', async () => {
    const key = someId();
    await ask(request({ key, want: 8 }));
    const report = request({ key, want: 3, spent: 5 });
    expect(await ask(report)).toMatchObject({ granted: 0, remaining: 0 });
    expect(await ask(report)).toMatchObject({ granted: 0, remaining: 0 });
    expect(await ask(request({ key, limit: 20, want: 0 }))).toMatchObject({ remaining: 7 });
  });

  it('goes by the plan of each request', async () => {
    const key = someId();
    await ask(request({ key, want: 10 }));
    expect(await ask(request({ key, limit: 100, want: 50 }))).toMatchObject({ granted: 50, remaining: 40 });
    expect(await ask(request({ key, limit: 10 }))).toMatchObject({ granted: 0, remaining: 0 });
    expect(await ask(request({ key, limit: 0 }))).toMatchObject({ granted: 0, retryAfter: 60_000 });
  });

  it('answers for many people at once, in the order in which they were asked for', async () => {
    const people = Array.from({ length: 20 }, someId);
    const leases = [...people, ...people].map((key, i) => request({ key, want: (i % 20) + 1, limit: 25 }));
    const answers = await call({ leases });
    expect(answers.map(({ lease }) => lease)).toEqual(leases.map(({ lease }) => lease));
    expect(answers.map(({ granted }) => granted)).toEqual(
      leases.map(({ want }, i) => (i < 20 ? want : Math.min(want, 25 - want))),
    );
  });

  it('never grants more than the plan to those who ask at the same time', async () => {
    const key = someId();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => ask(request({ key, limit: 100, want: 3 }))),
    );
    expect(answers.reduce((sum, { granted }) => sum + granted, 0)).toBe(100);
  });

  it('forgets nothing of a person who holds thousands of leases', async () => {
    const key = someId();
    for (let i = 0; i < 60; i += 1) {
      await call({ leases: Array.from({ length: 50 }, () => request({ key, limit: 1_000_000 })) });
    }
    const { remaining, reset } = await ask(request({ key, limit: 1_000_000, want: 0 }));
    expect(remaining).toBe(997_000);
    expect(reset).toBeGreaterThan(50_000);
  });
});
