import type { FilterHost } from '@imagehub/filter-host';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { CONFIGURATION, limiter, pull } from './limiter.js';

// Properties take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const SUB_BUCKETS = 60;

function plans(limit: number, window: number): typeof CONFIGURATION {
  return { ...CONFIGURATION, plans: { ...CONFIGURATION.plans, personal: { limit, window } } };
}

/** Most admissions in any interval of `window` seconds, by their times in seconds. */
function densest(times: number[], window: number): number {
  const within = (from: number): number =>
    times.filter((time) => time >= from && time < from + window).length;
  return Math.max(0, ...times.map(within));
}

/** One host for all runs of a property, which differ in their user. */
function reusable(workers = 1): (limit: number, window: number) => { host: FilterHost; user: string } {
  const host = limiter(CONFIGURATION, { workers });
  let runs = 0;
  return (limit, window) => {
    host.configure(plans(limit, window));
    host.retire();
    return { host, user: `user-${runs++}` };
  };
}

describe('the sliding window', () => {
  test('never holds more than the limit, whatever the pattern of requests', () => {
    const begin = reusable(2);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(1, 7, 60, 3600),
        fc.array(fc.double({ min: 0, max: 1.3, noNaN: true }), { minLength: 20, maxLength: 120 }),
        (limit, window, gaps) => {
          const { host, user } = begin(limit, window);
          const start = host.clock.now;
          const admitted: number[] = [];
          gaps.forEach((gap, i) => {
            // Mostly close together, now and then about a window apart.
            host.clock.advance(i % 9 === 8 ? gap * window : (gap * window) / 20);
            if (host.send(pull(user, 'personal', { worker: i % 2 })).status !== 200) return;
            admitted.push(Number(host.clock.now - start) / 1e9);
          });
          expect(densest(admitted, window)).toBeLessThanOrEqual(limit);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('never starves: a request is admitted whenever a window and one sub-bucket before it leave room', () => {
    const begin = reusable();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 20, maxLength: 100 }),
        (limit, gaps) => {
          const window = 60;
          const { host, user } = begin(limit, window);
          const start = host.clock.now;
          const admitted: number[] = [];
          for (const gap of gaps) {
            host.clock.advance(gap);
            const now = Number(host.clock.now - start) / 1e9;
            const recent = admitted.filter((time) => time > now - window - window / SUB_BUCKETS).length;
            const { status } = host.send(pull(user, 'personal'));
            if (recent < limit) expect(status).toBe(200);
            if (status === 200) admitted.push(now);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('Retry-After is long enough, and t is never longer', () => {
    const begin = reusable();
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 12, noNaN: true }), { minLength: 15, maxLength: 60 }),
        (gaps) => {
          const { host, user } = begin(10, 60);
          for (const gap of gaps) {
            host.clock.advance(gap);
            const { status, headers } = host.send(pull(user, 'personal'));
            if (status === 200) continue;
            const seconds = Number(headers['retry-after']);
            expect(seconds).toBeGreaterThanOrEqual(Number(/;t=(\d+)$/.exec(headers.ratelimit ?? '')?.[1]));
            host.clock.advance(seconds);
            expect(host.send(pull(user, 'personal')).status).toBe(200);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('a request that costs more than is left is refused whole, and says when it may come again', () => {
    const host = limiter({
      ...CONFIGURATION,
      guard: [{ method: 'GET', path: '/api/images/*/pull', cost: 4 }],
    });
    expect(host.send(pull('ada', 'personal')).headers.ratelimit).toContain('r=6');
    host.clock.advance(10);
    expect(host.send(pull('ada', 'personal')).headers.ratelimit).toContain('r=2');
    const refused = host.send(pull('ada', 'personal'));
    expect(refused).toMatchObject({
      status: 429,
      headers: { ratelimit: '"personal";r=2;t=51', 'retry-after': '51' },
    });
    host.clock.advance(51);
    expect(host.send(pull('ada', 'personal')).status).toBe(200);
  });

  test('a request that costs more than the limit is always refused', () => {
    const host = limiter({
      ...CONFIGURATION,
      guard: [{ method: 'GET', path: '/api/images/*/pull', cost: 11 }],
    });
    const { status, headers } = host.send(pull('ada', 'personal'));
    expect(status).toBe(429);
    expect(headers).toMatchObject({ ratelimit: '"personal";r=10;t=61', 'retry-after': '61' });
  });

  test('a plan with a limit of 0 allows nothing', () => {
    const host = limiter(plans(0, 60));
    expect(host.send(pull('ada', 'personal')).status).toBe(429);
  });

  test('keeps what still counts when the window itself is edited, longer or shorter', () => {
    const host = limiter(plans(10, 60));
    for (let i = 0; i < 10; i++) host.send(pull('ada', 'personal'));
    host.clock.advance(30);
    host.configure(plans(10, 3600));
    expect(host.send(pull('ada', 'personal')).status).toBe(429);
    host.configure(plans(10, 40));
    expect(host.send(pull('ada', 'personal')).status).toBe(429);
    // Moved twice, each time up to one sub-bucket of the new length later: a minute of grace for the hour's.
    host.clock.advance(40 + 60 + 2);
    expect(host.send(pull('ada', 'personal')).status).toBe(200);
  });
});

describe('a clock that steps back', () => {
  test.each([1, 59, 61, 86_400, 1_690_000_000])(
    'by %d s gives nobody more, and lets all go on after a window',
    (step) => {
      const host = limiter();
      for (let i = 0; i < 10; i++) host.send(pull('ada', 'personal'));
      host.clock.advance(-step);
      expect(host.send(pull('ada', 'personal')).status).toBe(429);
      host.clock.advance(30);
      expect(host.send(pull('ada', 'personal')).status).toBe(429);
      host.clock.advance(31);
      expect(host.send(pull('ada', 'personal')).status).toBe(200);
    },
  );
});

describe('workers', () => {
  test('that race for the first count of a user lose none', () => {
    const host = limiter(CONFIGURATION, { workers: 4 });
    let admitted = 0;
    const race = (worker: number): void => {
      if (worker === 4) return;
      host.sharedData.beforeSet = () => {
        host.sharedData.beforeSet = undefined;
        race(worker + 1);
      };
      for (let i = 0; i < 4; i++) {
        if (host.send(pull('ada', 'personal', { worker })).status === 200) admitted++;
      }
    };
    race(0);
    expect(admitted).toBe(10);
  });

  test('admit exactly the limit under any interleaving of their reads and writes', () => {
    const begin = reusable(4);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean()), { minLength: 12, maxLength: 60 }),
        (limit, script) => {
          const { host, user } = begin(limit, 60);
          const busy = new Set<number>();
          let admitted = 0;
          let next = 0;
          const step = (): void => {
            const [worker, nested] = script[next++ % script.length] ?? [0, false];
            if (next > script.length || busy.has(worker)) return;
            busy.add(worker);
            host.sharedData.beforeSet = nested ? step : undefined;
            if (host.send(pull(user, 'personal', { worker })).status === 200) admitted++;
            host.sharedData.beforeSet = undefined;
            busy.delete(worker);
          };
          while (next < script.length) step();
          for (let i = 0; i < limit; i++) if (host.send(pull(user, 'personal')).status === 200) admitted++;
          expect(admitted).toBe(limit);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('shared data', () => {
  test('stays bounded under any number of users, and evictions are counted', () => {
    const host = limiter();
    for (let i = 0; i < 70_000; i++) host.send(pull(`user-${i}`, 'personal'));
    expect(host.sharedData.size).toBe(8193);
    expect(host.sharedData.bytes).toBeLessThan(27_000_000);
    expect(host.metrics.value('plan_limiter_evictions')).toBeGreaterThan(0);
  });

  test('forgets users whose window is over', () => {
    const host = limiter();
    for (let i = 0; i < 12_000; i++) host.send(pull(`user-${i}`, 'personal'));
    const evictions = host.metrics.value('plan_limiter_evictions');
    host.clock.advance(62);
    for (let i = 0; i < 12_000; i++) host.send(pull(`user-${i}`, 'personal'));
    expect(host.metrics.value('plan_limiter_evictions')).toBe(2 * evictions);
  });

  test('that is damaged counts as empty', () => {
    const host = limiter();
    host.send(pull('ada', 'personal'));
    const keys = Array.from({ length: 8192 }, (_, i) => `counts2${String.fromCharCode(i & 255, i >> 8)}`);
    for (const bytes of [1, 271, 272, 399, 400, 5000]) {
      for (const key of keys) host.sharedData.set(key, new Uint8Array(bytes).fill(0xff), 0);
      expect([200, 429]).toContain(host.send(pull('ada', 'personal')).status);
    }
    expect(host.sharedData.size).toBe(8193);
  });
});
