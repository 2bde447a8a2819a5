/** The host calls and callbacks that the hub's own filters do without, in the test host. */
import { FilterHost, SharedQueues } from '@imagehub/filter-host';
import { describe, expect, test } from 'vitest';
import { compileFilter } from '../../build.mjs';

const module = await WebAssembly.compile(
  new Uint8Array(await compileFilter('sdk/test/everything/assembly/index.ts')),
);

function started({ workers = 1, configuration = {} }: { workers?: number; configuration?: object } = {}) {
  const host = new FilterHost({ module, workers, clusters: ['upstream'] });
  expect(host.configure(configuration)).toBe(true);
  return host;
}

/** What the filter tells the upstream of a request to this path. */
function told(path: string): string | undefined {
  return started().send({ path, headers: { 'x-mine': 'yes' } }).upstream?.['x-told'];
}

describe('headers, properties and routes', () => {
  test('a whole map takes the place of all headers', () => {
    const { upstream } = started().send({ path: '/headers', headers: { 'x-mine': 'yes' } });
    expect(upstream).toEqual({
      ':method': 'GET',
      ':path': '/headers',
      ':authority': 'hub.example',
      ':scheme': 'http',
      'x-told': 'replaced',
    });
  });

  test('a property that was set is read again, and left for those who come later', () => {
    expect(told('/property')).toBe('glad');
    expect(started().send({ path: '/property' }).filterState).toEqual({ 'everything.mood': 'glad' });
  });

  test('the route is chosen anew', () => {
    expect(told('/route')).toBe('cleared');
    expect(started().send({ path: '/route' }).rerouted).toBe(true);
  });
});

describe('bodies and trailers', () => {
  const body = ['one ', 'two ', 'three'];

  test('a body that is held back comes whole, and goes on changed', () => {
    const answer = started().send({ path: '/', body }, { body: ['four ', 'five'] });
    expect(answer).toMatchObject({ upstreamBody: 'one two three in', body: 'four five out' });
  });

  test('a body that is not held back passes piece by piece', () => {
    for (const pieces of [body, [...body, '']]) {
      const { upstreamBody } = started().send({ path: '/pieces', body: pieces });
      expect(upstreamBody).toBe('[one ][two ][three]');
    }
  });

  test('data is put before and behind a body', () => {
    expect(started().send({ path: '/around', body }).upstreamBody).toBe('before one two three behind');
  });

  test('trailers are read and changed, behind a body and without one', () => {
    for (const request of [{ path: '/', body }, { path: '/' }]) {
      const answer = started().send(
        { ...request, trailers: { 'x-note': 'n' } },
        { trailers: { 'x-sum': 's' } },
      );
      expect(answer.upstreamTrailers).toEqual({ 'x-note': 'n', 'x-in': 'n' });
      expect(answer.trailers).toEqual({ 'x-sum': 's', 'x-out': 'yes' });
    }
  });

  test('a body with trailers behind it goes on with them, held back or not', () => {
    // With trailers to come no piece is the last, so the filter never sees the end of the body.
    const { upstreamBody } = started().send({ path: '/', body, trailers: { 'x-note': 'n' } });
    expect(upstreamBody).toBe('one two three');
  });
});

describe('a call to a service', () => {
  function asked(path: string) {
    const host = started();
    const exchange = host.open({ path });
    const [call] = host.httpCalls;
    if (!call) throw new Error('no call');
    return { host, exchange, call };
  }

  test('holds the request until its answer', () => {
    const { exchange, call } = asked('/call');
    expect(call).toMatchObject({ cluster: 'upstream', timeout: 100, worker: 0, pending: true });
    expect(call.headers).toEqual({ ':method': 'GET', ':path': '/called', ':authority': 'upstream' });
    expect(exchange.paused).toBe('request');
    expect(() => exchange.respond()).toThrow('holds the request back');
    call.respond({ body: 'fine' });
    expect(exchange.paused).toBeUndefined();
    expect(exchange.respond().upstream?.['x-told']).toBe('200 fine');
  });

  test.each(['refuse', 'timeOut', 'breakOff'] as const)('tells of a failure: %s', (how) => {
    const { exchange, call } = asked('/call');
    call[how]();
    expect(exchange.respond().upstream?.['x-told']).toMatch(
      { refuse: /^503 /, timeOut: /^504 /, breakOff: /^failed$/ }[how],
    );
  });

  test('takes no longer than its timeout', () => {
    const { host, exchange, call } = asked('/call-slow');
    host.clock.advance(0.099);
    expect(call.pending).toBe(true);
    host.clock.advance(0.001);
    expect(call.pending).toBe(false);
    expect(exchange.respond().upstream?.['x-told']).toBe('504 upstream request timeout');
    expect(() => call.respond()).toThrow('waits for no answer');
  });

  test('may lead to an answer by the filter itself', () => {
    const { exchange, call } = asked('/call-deny');
    call.respond({ status: 403 });
    const { status, headers, body, upstream } = exchange.respond();
    expect({ status, headers, body, upstream }).toEqual({
      status: 403,
      headers: { 'x-denied': 'yes' },
      body: 'no out',
      upstream: undefined,
    });
  });

  test('that outlives its stream is answered to nobody', () => {
    const { host, exchange, call } = asked('/call');
    exchange.hangUp();
    const next = host.open({ path: '/call' });
    call.respond({ body: 'late' });
    expect(next.paused).toBe('request');
    host.httpCalls[1]?.respond({ body: 'fine' });
    expect(next.respond().upstream?.['x-told']).toBe('200 fine');
  });

  test('is refused for a cluster that is unknown', () => {
    expect(told('/call-nobody')).toBe('refused');
  });

  test('finds its stream among many, in whatever order the answers come', () => {
    const host = started({ workers: 2 });
    const open = [0, 1, 2, 3].map((i) => host.open({ path: '/call', worker: i % 2 }));
    for (const i of [2, 0, 3, 1]) host.httpCalls[i]?.respond({ body: String(i) });
    expect(open.map((exchange) => exchange.respond().upstream?.['x-told'])).toEqual(
      ['0', '1', '2', '3'].map((i) => `200 ${i}`),
    );
  });

  test('of a root is answered to the root, and forgotten with it', () => {
    const host = started({ configuration: { ask: 'upstream' } });
    host.clock.advance(0.02);
    expect(host.httpCalls.map(({ worker, body }) => [worker, body])).toEqual([
      [-1, 'from the root'],
      [0, 'from the root'],
    ]);
    host.httpCalls[0]?.respond();
    expect(host.metrics.value('everything_answers')).toBe(1);
    host.configure({});
    host.retire();
    expect(host.httpCalls[1]?.pending).toBe(false);
  });
});

describe('streams', () => {
  test('are closed without an answer', () => {
    const exchange = started().open({ path: '/close' });
    expect(exchange.answer).toMatchObject({ status: 0, closed: true, upstream: undefined });
  });

  test('are held until a tick lets them go', () => {
    const host = started({ workers: 2 });
    const exchanges = [0, 1, 1].map((worker) => host.open({ path: '/hold', worker }));
    for (const exchange of exchanges) exchange.reply({ body: 'late' });
    expect(exchanges.map(({ paused }) => paused)).toEqual(['response', 'response', 'response']);
    host.clock.advance(0.02);
    expect(exchanges.map(({ answer }) => answer?.body)).toEqual(['late out', 'late out', 'late out']);
  });
});

describe('an end', () => {
  test('is told to a stream once: when it is through, when it waits and its client goes, when it is closed', () => {
    const host = started();
    const ended = () => host.metrics.value('everything_ended_streams');
    const exchange = host.open({ path: '/' });
    expect(ended()).toBe(0);
    exchange.respond();
    expect(ended()).toBe(1);
    const waiting = host.open({ path: '/call' });
    waiting.hangUp();
    expect(ended()).toBe(2);
    host.open({ path: '/close' });
    expect(ended()).toBe(3);
  });

  test('is told to a root when it goes, and not to one whose configuration was refused', () => {
    const host = started();
    const ended = () => host.metrics.value('everything_ended_roots');
    expect(host.configure({ unknown: true })).toBe(false);
    expect(host.configure({})).toBe(true);
    expect(ended()).toBe(0);
    host.retire();
    // The root of the main thread, and that of the worker.
    expect(ended()).toBe(2);
  });
});

describe('ticks and queues', () => {
  test('ticks come to every root until it is retired', () => {
    const host = started();
    host.clock.advance(0.1);
    expect(host.metrics.value('everything_ticks')).toBe(2 * 5);
    host.configure({});
    host.retire();
    host.clock.advance(0.1);
    expect(host.metrics.value('everything_ticks')).toBe(2 * 5 + 2 * 5);
  });

  test('the values of a queue reach the root that opened it last', () => {
    const host = started({ workers: 2 });
    for (let i = 0; i < 5; i++) host.send({ path: '/', worker: i % 2 });
    expect(host.metrics.value('everything_paths')).toBe(5);
    expect(host.queues.values('filter', 'ended')).toEqual([]);
  });

  test('a queue of another filter is found by its vm_id', () => {
    const queues = new SharedQueues();
    queues.register('nobody', 'ended', () => {});
    const host = new FilterHost({ module, queues });
    expect(host.configure({})).toBe(false);
    expect(host.logs.at(-1)?.message).toBe('queue: found where there is none');
  });
});
