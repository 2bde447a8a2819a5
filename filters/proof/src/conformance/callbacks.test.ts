/** Callbacks out of order, for ids that nobody knows, and streams that end in the middle: no filter may trap. */
import { FilterHost } from '@imagehub/filter-host';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { builtFilters } from '../modules.js';
import { subjects } from '../subjects/index.js';
import type { Subject } from '../subjects/subject.js';
import { Machine } from './machine.js';

// Thousands of scripts take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const filters = await builtFilters();

/** Few ids, so that roots and streams get in each other's way; and those at the edges. */
const id = fc.oneof({ weight: 9, arbitrary: fc.nat(6) }, fc.constantFrom(0x7fffffff, 0x80000000, 0xffffffff));
const step = fc.record({
  call: fc.constantFrom(
    'create',
    'create',
    'configure',
    'refuse',
    'request',
    'request',
    'response',
    'answer',
    'tick',
    'done',
    'log',
    'delete',
  ),
  id,
  parent: id,
  which: fc.nat(20),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe.each(filters)('$name', ({ name, module }) => {
  const { configurations, requests, telltale } = subjects.find((subject) => subject.name === name) as Subject;

  function play(machine: Machine, { call, id, parent, which }: Step): void {
    const request = requests[which % requests.length] ?? telltale(which);
    if (call === 'create') machine.create(id, parent);
    else if (call === 'configure') machine.configure(id, configurations[which % configurations.length]);
    else if (call === 'refuse') machine.configure(id, [which]);
    else if (call === 'request') machine.request(id, request);
    else if (call === 'response') machine.response(id, request);
    else if (call === 'answer') machine.answer(id, parent, which % 2 === 0 ? '200' : '503', '{"leases":[]}');
    else if (call === 'tick') machine.tick(id);
    else machine.end(call as 'done' | 'log' | 'delete', id, request);
  }

  test('survives callbacks in any order, for any id, and serves on', () => {
    const machine = new Machine(module);
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (script) => {
        for (const one of script) play(machine, one);
      }),
      { numRuns: 1_500 },
    );
    machine.create(1001, 0);
    expect(machine.configure(1001, configurations[0])).toBe(true);
    machine.create(1002, 1001);
    machine.request(1002, telltale(0));
  });

  test('asked for a stream of an unknown root or of one without configuration, lets the proxy go on', () => {
    const machine = new Machine(module);
    machine.create(2, 1);
    expect(machine.request(2, telltale(0))).toBe(0);
    machine.create(3, 0);
    machine.create(4, 3);
    expect(machine.request(4, telltale(0))).toBe(0);
    expect(machine.response(4, telltale(0))).toBe(0);
    expect(machine.configure(9, configurations[0])).toBe(false);
  });

  test('a response whose request the filter never saw is left as it is, whatever the stream before has left', () => {
    const machine = new Machine(module);
    machine.create(1, 0);
    machine.configure(1, configurations[0]);
    let next = 2;
    for (const request of requests) {
      machine.create(next, 1);
      machine.request(next, request);
      machine.response(next, request);
      machine.end('delete', next, request);
      next++;
      // The pool now hands out the stream that has just ended.
      machine.create(next, 1);
      expect(machine.respond(next, request)).toEqual({ action: 0, headers: { ':status': '200' } });
      machine.end('delete', next, request);
      next++;
    }
  });

  test('streams that end before their response leave nothing behind', () => {
    const machine = new Machine(module);
    machine.create(1, 0);
    machine.configure(1, configurations[0]);
    let next = 2;
    const cut = (count: number): void => {
      for (let i = 0; i < count; i++, next++) {
        const request = requests[i % requests.length] ?? telltale(i);
        machine.create(next, 1);
        if (i % 3 > 0) machine.request(next, request);
        if (i % 3 > 1) machine.response(next, request);
        if (i % 2 > 0) machine.end('done', next, request);
        machine.end('delete', next, request);
      }
    };
    cut(2_000);
    const before = machine.bytes;
    cut(20_000);
    expect(machine.bytes).toBe(before);
  });

  test('a thousand streams at once, ended in another order than they began, leave nothing behind', () => {
    const host = new FilterHost({ module });
    host.configure(configurations[0]);
    const round = (): void => {
      const open = Array.from({ length: 1_000 }, (_, i) =>
        host.open(requests[i % requests.length] ?? telltale(i)),
      );
      for (let i = 0; i < open.length; i++) open[(i * 7) % open.length]?.respond();
    };
    round();
    const before = host.memoryOf();
    for (let i = 0; i < 10; i++) round();
    expect(host.memoryOf()).toBe(before);
  });
});
