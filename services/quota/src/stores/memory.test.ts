import { setTimeout as delay } from 'node:timers/promises';
import Fastify from 'fastify';
import { expect, it, onTestFinished, vi } from 'vitest';
import { request } from '../testing.js';
import { memoryStore } from './memory.js';

const { log } = Fastify();

it('has forgotten a crowd within a minute of when nothing counts any more', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const store = await memoryStore({ maxPeople: 10_000, stateFile: undefined, log });
  onTestFinished(store.close);
  for (let i = 0; i < 100; i += 1) {
    await store.call({ leases: Array.from({ length: 50 }, () => request({ window: 1, ttl: 1 })) });
  }
  expect(store.people?.()).toBe(5000);
  await delay(1002);
  vi.advanceTimersByTime(60_000);
  expect(store.people?.()).toBe(0);
});
