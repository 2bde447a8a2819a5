/** What lies between a filter and the services that it calls: the filter here asks `quota` about every request. */
import { Clock, type Exchange, FilterHost, Network, type Trip, weather } from '@imagehub/filter-host';
import { describe, expect, test } from 'vitest';
import { compileFilter } from '../../build.mjs';

const module = await WebAssembly.compile(
  new Uint8Array(await compileFilter('host/test/asking/assembly/index.ts')),
);

/** Two proxies on one network whose calls fare as told, one after the other. */
function proxies(...fates: ('unreachable' | Trip[])[]) {
  const clock = new Clock();
  const network = new Network(clock, (_, number) => fates[number % fates.length] ?? 'unreachable');
  const heard: string[] = [];
  network.serve('quota', ({ headers, body }) => {
    heard.push(`${headers[':path']} ${body}`.trim());
    return { body: `answer ${heard.length}` };
  });
  const hosts = [clock, clock.beside(-200)].map((own) => {
    const host = new FilterHost({ module, workers: 2, clock: own, network });
    host.configure('');
    return host;
  });
  return { clock, network, hosts: hosts as [FilterHost, FilterHost], heard };
}

/** What the filter heard: it passes that on to the upstream. */
const told = (exchange: Exchange): string | undefined =>
  exchange.forwarded?.find(([name]) => name === 'x-told')?.[1];

describe('a call', () => {
  test('arrives after its delay, and its answer after another', () => {
    const { clock, hosts, heard } = proxies([{ there: 3, back: 4.5 }]);
    const exchange = hosts[0].open({ path: '/a' });
    clock.advance(0.0029);
    expect(heard).toEqual([]);
    clock.advance(0.0001);
    expect(heard).toEqual(['/ask /a']);
    clock.advance(0.0044);
    expect(exchange.paused).toBe('request');
    clock.advance(0.0001);
    expect(told(exchange)).toBe('200 answer 1');
  });

  test('is never answered while the filter makes it', () => {
    const { clock, hosts } = proxies([{ there: 0, back: 0 }]);
    const exchange = hosts[0].open({ path: '/a' });
    expect(exchange.paused).toBe('request');
    clock.advance(0);
    expect(told(exchange)).toBe('200 answer 1');
  });

  test.each([
    ['there', { there: Infinity, back: 0 }, []],
    ['back', { there: 1, back: Infinity }, ['/ask /a']],
  ])('that is lost on the way %s ends with its timeout', (_, trip, arrived) => {
    const { clock, hosts, heard } = proxies([trip]);
    const exchange = hosts[0].open({ path: '/a' });
    clock.advance(0.099);
    expect(exchange.paused).toBe('request');
    clock.advance(0.001);
    expect(told(exchange)).toBe('504 upstream request timeout');
    expect(heard).toEqual(arrived);
  });

  test('that arrives after its caller has given up still arrives', () => {
    const { clock, hosts, heard } = proxies([{ there: 150, back: 0 }]);
    const exchange = hosts[0].open({ path: '/a' });
    clock.advance(0.2);
    expect(told(exchange)).toBe('504 upstream request timeout');
    expect(heard).toEqual(['/ask /a']);
  });

  test('may be overtaken', () => {
    const { clock, hosts, heard } = proxies([{ there: 9, back: 0 }], [{ there: 1, back: 10 }]);
    const [late, early] = ['/late', '/early'].map((path, worker) => hosts[0].open({ path, worker }));
    clock.advance(0.05);
    expect(heard).toEqual(['/ask /early', '/ask /late']);
    expect([told(late as Exchange), told(early as Exchange)]).toEqual(['200 answer 2', '200 answer 1']);
  });

  test('that reaches the service twice is answered once, by what comes back first', () => {
    const { clock, hosts, heard } = proxies([
      { there: 1, back: Infinity },
      { there: 20, back: 1 },
    ]);
    const exchange = hosts[0].open({ path: '/a' });
    clock.advance(0.05);
    expect(heard).toEqual(['/ask /a', '/ask /a']);
    expect(told(exchange)).toBe('200 answer 2');
  });

  test('finds no connection', () => {
    const { clock, hosts, heard } = proxies('unreachable');
    const exchange = hosts[0].open({ path: '/a' });
    clock.advance(0);
    expect(told(exchange)).toBe('503 upstream connect error or disconnect/reset before headers');
    expect(heard).toEqual([]);
  });

  test('is refused at once when its cluster has no healthy instance', () => {
    const { clock, network, hosts } = proxies([{ there: 5, back: 0 }]);
    const under = hosts[0].open({ path: '/a' });
    network.withdraw('quota');
    expect(told(hosts[0].open({ path: '/b' }))).toBe('refused');
    clock.advance(0.01);
    expect(told(under)).toBe('503 upstream connect error or disconnect/reset before headers');
  });

  test.each([
    ['hang', '504 upstream request timeout'],
    ['reset', '503 upstream connect error or disconnect/reset before headers'],
    ['break off', 'nothing'],
  ] as const)('to a service that does nothing better than %s', (reaction, heard) => {
    const { clock, network, hosts } = proxies([{ there: 1, back: 1 }]);
    network.serve('quota', () => reaction);
    const exchange = hosts[0].open({ path: '/a' });
    clock.advance(0.2);
    expect(told(exchange)).toBe(heard);
  });
});

describe('a request', () => {
  test('tells when it is decided', () => {
    const { clock, hosts } = proxies([{ there: 3, back: 4 }]);
    const decided: number[] = [];
    hosts[0].open({ path: '/a' }).whenDecided(() => decided.push(clock.elapsed));
    hosts[0].open({ path: '/a', worker: 1 }).hangUp();
    clock.advance(0.005);
    hosts[1].open({ path: '/b' }).whenDecided(() => decided.push(clock.elapsed));
    clock.advance(0.1);
    expect(decided).toEqual([7, 12]);
  });

  test('is never decided once the proxy has been killed, and no answer comes to it', () => {
    const { clock, network, hosts } = proxies([{ there: 3, back: 4 }]);
    const exchange = hosts[0].open({ path: '/a' });
    const other = hosts[1].open({ path: '/b' });
    hosts[0].kill();
    clock.advance(1);
    expect(exchange.paused).toBe('request');
    expect(hosts[0].httpCalls.every(({ pending }) => !pending)).toBe(true);
    expect(told(other)).toBe('200 answer 2');
    expect(network.calls).toBe(2);
    expect(() => hosts[0].open({ path: '/a' })).toThrow('no configuration yet');
  });
});

describe('weather', () => {
  test('is the same for the same seed', () => {
    const climate = { delay: [1, 9], loss: 0.1, duplication: 0.1, unreachable: 0.1 } as const;
    const fates = (seed: number) => {
      const fate = weather(seed, climate);
      return Array.from({ length: 100 }, () => fate());
    };
    expect(fates(1)).toEqual(fates(1));
    expect(fates(1)).not.toEqual(fates(2));
  });

  test('is as often bad as it was told to be', () => {
    const fate = weather(3, { delay: [1, 9], loss: 0.1, duplication: 0.2, unreachable: 0.05 });
    const fates = Array.from({ length: 10_000 }, () => fate());
    const trips = fates.filter((one) => one !== 'unreachable');
    const ways = trips.flat().flatMap(({ there, back }) => [there, back]);
    const arrived = ways.filter((way) => way !== Infinity);
    expect((fates.length - trips.length) / fates.length).toBeCloseTo(0.05, 1);
    expect(trips.filter(({ length }) => length === 2).length / trips.length).toBeCloseTo(0.2, 1);
    expect(1 - arrived.length / ways.length).toBeCloseTo(0.1, 1);
    expect(Math.min(...arrived)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...arrived)).toBeLessThanOrEqual(9);
    expect(Math.max(...arrived) - Math.min(...arrived)).toBeGreaterThan(7.5);
  });
});
