/** A proxy whose host calls fail at random, with any status: no filter may trap, nor let it show beyond the request. */
import { describe, expect, test, vi } from 'vitest';
import { Random } from '../fuzz/random.js';
import { builtFilters } from '../modules.js';
import { subjects } from '../subjects/index.js';
import type { Subject } from '../subjects/subject.js';
import { Machine } from './machine.js';

vi.setConfig({ testTimeout: 60_000 });

const REQUESTS = 5_000;
/** Statuses of ABI 0.2.1 from NotFound to Unimplemented. */
const STATUSES = 12;

describe.each(await builtFilters())('$name', ({ name, module }) => {
  const { configurations, requests, telltale } = subjects.find((subject) => subject.name === name) as Subject;

  test.each([2, 5, 30])('serves on while one host call in %i fails', (odds) => {
    const random = new Random(odds, 1);
    let failing = false;
    let failures = 0;
    const machine = new Machine(module, (call) => {
      if (!failing) return undefined;
      // An id that the proxy never gave out is the host's affair: a metric that could not be defined is one.
      if (call === 'proxy_increment_metric') return 2;
      if (!random.once(odds)) return undefined;
      failures++;
      return 1 + random.below(STATUSES);
    });
    machine.create(1, 0);
    expect(machine.configure(1, configurations[0])).toBe(true);
    failing = true;
    let next = 2;
    for (let i = 0; i < REQUESTS; i++, next++) {
      const request = requests[i % requests.length] ?? telltale(i);
      machine.create(next, 1);
      machine.request(next, request);
      machine.response(next, request);
      machine.end('delete', next, request);
      if (i % 100 > 0) continue;
      const root = ++next;
      machine.create(root, 0);
      machine.configure(root, configurations[i % configurations.length]);
      machine.end('delete', root, request);
    }
    expect(failures).toBeGreaterThan(REQUESTS / odds / 2);
    failing = false;
    machine.create(next, 1);
    machine.request(next, telltale(0));
  });
});
