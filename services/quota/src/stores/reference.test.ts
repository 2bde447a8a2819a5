import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Entry, Ledger } from '../ledger/ledger.js';
import type { LeaseCall, LeaseGrant, LeaseRequest } from '../protocol.js';
import { startValkey, type TestValkey } from '../testing.js';
import { storeOn } from './valkey.js';

/** The protocol as it is written down, with no thought of cost: nothing is ever summed up or thrown away. */
class Reference {
  readonly #granted: (LeaseRequest & { units: number; end: number; closed: boolean; reported: boolean })[] =
    [];

  call({ leases = [], closed = [] }: LeaseCall, now: number): LeaseGrant[] {
    for (const { key, lease, spent } of closed) {
      const open = this.#counting(key, now).find((one) => one.lease === lease && !one.reported);
      if (!open || open.closed) continue;
      open.units = Math.min(open.units, spent);
      open.end = Math.min(open.end, now + open.window * 1000);
      open.closed = true;
    }
    return leases.map((request) => {
      const granted = this.#grant(request, now);
      return { lease: request.lease, granted, ...this.#outlook(request, now) };
    });
  }

  #grant(request: LeaseRequest, now: number): number {
    const { key, lease, limit, window, want, ttl, spent } = request;
    const until = now + window * 1000;
    const known = this.#counting(key, now).filter((one) => one.lease === lease);
    if (known.length > 0) {
      const open = known.find((one) => !one.closed);
      if (!open) return 0;
      open.end = Math.max(open.end, until + ttl);
      return open.units;
    }
    if (spent > 0) this.#granted.push({ ...request, units: spent, end: until, closed: true, reported: true });
    const units = Math.max(0, Math.min(want, limit - this.#used(key, now)));
    if (units > 0)
      this.#granted.push({ ...request, units, end: until + ttl, closed: false, reported: false });
    return units;
  }

  #outlook({ key, limit, window }: LeaseRequest, now: number): Omit<LeaseGrant, 'lease' | 'granted'> {
    const left = (time: number) => Math.max(0, limit - this.#used(key, time));
    const remaining = left(now);
    const ends = this.#counting(key, now).map(({ end }) => end);
    const grows = ends.filter((end) => left(end) > remaining).sort((a, b) => a - b)[0];
    const never = limit === 0 ? window * 1000 : 0;
    const reset = grows === undefined ? never : grows - now;
    return { remaining, reset, retryAfter: remaining > 0 ? 0 : reset };
  }

  #counting(key: string, now: number) {
    return this.#granted.filter((one) => one.key === key && one.end > now);
  }

  #used(key: string, now: number): number {
    return this.#counting(key, now).reduce((sum, { units }) => sum + units, 0);
  }
}

const key = fc.constantFrom('aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb');
// Few enough that duplicates, ends of known leases and an id used again after its time all come about. Bytes of zero and
// ids that overlap are the ones that a search in packed bytes could get wrong.
const lease = fc.constantFrom(
  ...['0000000000000000', '0000000000000001', '0100000000000000', '0101010101010101', 'ffffffffffffff00'],
  ...Array.from({ length: 25 }, (_, i) => `${i}`.padStart(16, '0f')),
);
const seldom = (most: number) => fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat(most));
const steps = fc.array(
  fc.record({
    // Also to the very millisecond in which something ends.
    wait: fc.oneof(fc.constantFrom(0, 0, 300, 30_000, 30_300), fc.nat(2_000), fc.nat(40_000)),
    closed: fc.array(fc.record({ key, lease, spent: fc.nat(30) }), { maxLength: 3 }),
    leases: fc.array(
      fc.record({
        key,
        lease,
        limit: fc.constantFrom(0, 1, 10, 100),
        window: fc.constantFrom(30, 60),
        want: fc.nat(20),
        ttl: fc.constantFrom(1, 300, 1500, 10_000),
        spent: seldom(20),
      }),
      { maxLength: 4 },
    ),
  }),
  { maxLength: 40 },
);

/** Some time that no clock here shows. */
const START = Date.UTC(2040, 0, 1);

/** Calls with the times at which they are made, and what the reference answers. */
const history = steps.map((list) => {
  const reference = new Reference();
  let now = START;
  return list.map(({ wait, ...call }) => {
    now += wait;
    return { now, call, answer: reference.call(call, now) };
  });
});

describe('a ledger answers whatever it is asked as the protocol says', () => {
  it('in memory', () => {
    fc.assert(
      fc.property(history, (calls) => {
        let now = 0;
        const ledger = new Ledger({ clock: () => now });
        for (const { now: time, call, answer } of calls) {
          now = time;
          expect(ledger.call(call)).toEqual(answer);
          ledger.sweep(1);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('in memory, when it crashes after any call and goes on from its journal', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.boolean()), (calls, crashes) => {
        let now = 0;
        let journal: Entry[] = [];
        const start = () => new Ledger({ clock: () => now, append: (entries) => journal.push(...entries) });
        let ledger = start();
        for (const { now: time, call, answer } of calls) {
          now = time;
          expect(ledger.call(call)).toEqual(answer);
          if (crashes.next().value) {
            ledger = start();
            for (const entry of journal) ledger.restore(entry);
          }
          // A compacted journal is as good as the whole.
          if (crashes.next().value) journal = [...ledger.state()].flat();
        }
      }),
      { numRuns: 300 },
    );
  });

  describe.skipIf(inject('valkeyServer') === '')('on a server', () => {
    let valkey: TestValkey;
    let client: Redis;
    beforeAll(async () => {
      valkey = await startValkey();
      // The script as it is, but for the clock.
      const lua = readFileSync(path.join(import.meta.dirname, '../../lua/lease.lua'), 'utf8');
      const timed = lua.replace("redis.call('TIME')", "redis.call('LRANGE', 'time', 0, 1)");
      client = new Redis(valkey.url, { scripts: { lease: { lua: timed, numberOfKeys: 1 } } });
    });
    afterAll(async () => {
      client.disconnect();
      await valkey.close();
    });

    it('in Valkey', async () => {
      const store = storeOn(client, 5000);
      await fc.assert(
        fc.asyncProperty(history, async (calls) => {
          await client.flushall();
          for (const { now, call, answer } of calls) {
            await client
              .multi()
              .del('time')
              .rpush('time', Math.floor(now / 1000), (now % 1000) * 1000)
              .exec();
            expect(await store.call(call)).toEqual(answer);
          }
        }),
        { numRuns: 100 },
      );
    });
  });
});
