/** What every filter of the manifest must do, whatever its business. */
import { FilterHost } from '@imagehub/filter-host';
import { Ajv } from 'ajv';
import { describe, expect, test, vi } from 'vitest';
import { builtFilters } from '../modules.js';
import { subjects } from '../subjects/index.js';
import type { Subject } from '../subjects/subject.js';
import { spoil } from './spoil.js';

// Thousands of configurations take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const filters = await builtFilters();

test('every filter of the manifest is held to this suite', () => {
  expect(subjects.map(({ name }) => name)).toEqual(expect.arrayContaining(filters.map(({ name }) => name)));
});

describe.each(filters)('$name', ({ name, bytes, module, schema }) => {
  const subject = subjects.find((candidate) => candidate.name === name) as Subject;
  const [good, ...others] = subject.configurations;

  function configured(...configurations: unknown[]): FilterHost {
    const host = new FilterHost({ module });
    for (const configuration of configurations) expect(refusal(host, configuration)).toBeUndefined();
    return host;
  }

  /** What a client and an upstream see of the telltale request, a day after all others. */
  function tell(host: FilterHost, turn: number): string {
    host.clock.advance(86_400);
    const { status, headers, body, upstream } = host.send(subject.telltale(turn));
    return JSON.stringify({ status, headers, body, upstream });
  }

  describe('the module', () => {
    const exports = WebAssembly.Module.exports(module).map(({ name: exported }) => exported);

    test('exports what a proxy needs to load it', () => {
      for (const needed of [
        'memory',
        '_initialize',
        'proxy_abi_version_0_2_1',
        'proxy_on_memory_allocate',
        'proxy_on_context_create',
        'proxy_on_configure',
        'proxy_on_delete',
      ]) {
        expect(exports).toContain(needed);
      }
      expect(
        exports.filter(
          (exported) => !/^(memory|_initialize|proxy_(on_\w+|abi_version_0_2_1))$/.test(exported),
        ),
      ).toEqual([]);
    });

    test('imports nothing but the ABI', () => {
      const foreign = WebAssembly.Module.imports(module).filter(
        (item) => item.module !== 'env' || !item.name.startsWith('proxy_'),
      );
      expect(foreign).toEqual([]);
    });

    test('is under 32 KB', () => {
      expect(bytes).toBeLessThan(32 * 1024);
    });
  });

  describe('a configuration', () => {
    const valid = new Ajv({ strict: false, allErrors: false }).compile(schema);

    test.each(subject.configurations.map((configuration, i) => [i, configuration] as const))(
      'number %i is good, also by the schema',
      (_, configuration) => {
        expect(valid(configuration)).toBe(true);
        configured(configuration);
      },
    );

    test('with a fault anywhere is refused, the log names the place, and the last good one goes on', () => {
      const host = configured(good);
      const before = tell(host, 0);
      const wrong: string[] = [];
      let refused = 0;
      for (const configuration of subject.configurations) {
        for (const { path, within, configuration: faulty } of spoil(configuration)) {
          if (valid(faulty)) continue;
          refused++;
          const message = refusal(host, faulty);
          const place = /^([^:]+): ./.exec(message ?? '')?.[1];
          const inPlace = place?.startsWith(path) || (within !== undefined && place?.startsWith(within));
          const named = inPlace || subject.beyondSchema?.test(message ?? '');
          if (!named) wrong.push(`${path} → ${message}`);
          if (refused % 50 === 0) expect(tell(host, 0)).toBe(before);
        }
      }
      expect(wrong).toEqual([]);
      expect(refused).toBeGreaterThan(200);
    });

    test('that the schema allows is taken', () => {
      const host = configured(good);
      const wrong: string[] = [];
      for (const configuration of subject.configurations) {
        for (const { path, configuration: other } of spoil(configuration)) {
          if (!valid(other)) continue;
          const message = refusal(host, other);
          if (message !== undefined && !subject.beyondSchema?.test(message))
            wrong.push(`${path} → ${message}`);
          host.retire();
        }
      }
      expect(wrong).toEqual([]);
    });

    test('that is cut off at any byte is refused', () => {
      const host = configured(good);
      const text = Buffer.from(JSON.stringify(good));
      for (let length = 0; length < text.length; length++) {
        expect(refusal(host, text.subarray(0, length))).toMatch(/^[^:]+: .+ \(byte \d+\)$/);
      }
    });

    test('of another kind than text is refused', () => {
      const host = configured(good);
      for (const bytes of [[], [0], [0xff, 0xfe], [0xef, 0xbb, 0xbf, 0x7b, 0x7d], [0x7b, 0x22, 0x80]]) {
        expect(refusal(host, Uint8Array.from(bytes))).toMatch(/^[^:]+: ./);
      }
    });
  });

  describe('roots', () => {
    test('with different configurations live in one machine, each serving its own streams', () => {
      const host = new FilterHost({ module });
      const alone = subject.configurations.map((configuration, i) => tell(configured(configuration), i));
      expect(new Set(alone).size).toBe(alone.length);
      const open = subject.configurations.map((configuration, i) => {
        expect(host.configure(configuration)).toBe(true);
        return host.open(subject.telltale(i));
      });
      const together = open.map((exchange) => exchange.respond());
      expect(
        together.map(({ status, headers, body, upstream }) =>
          JSON.stringify({ status, headers, body, upstream }),
        ),
      ).toEqual(alone);
    });

    test('that are retired take nothing along', () => {
      const host = configured(good, ...others, good);
      host.retire();
      expect(tell(host, 0)).toBe(tell(configured(good), 0));
    });

    test('come and go a thousand times in the same memory', () => {
      const host = configured(good);
      const edit = (count: number): void => {
        for (let i = 0; i < count; i++) {
          host.configure(subject.configurations[i % subject.configurations.length]);
          host.send(subject.telltale(i));
          host.configure('{"a":[{');
          host.retire();
        }
      };
      edit(100);
      const before = host.memoryOf();
      edit(1000);
      expect(host.memoryOf()).toBe(before);
    });
  });

  describe('requests', () => {
    test('of every kind, twenty thousand times, need no more memory than a thousand did', () => {
      const host = configured(good);
      const send = (count: number): void => {
        for (let i = 0; i < count; i++) {
          const request = subject.requests[i % subject.requests.length];
          if (request) host.send(request);
        }
      };
      send(1_000);
      const before = host.memoryOf();
      send(20_000);
      expect(host.memoryOf()).toBe(before);
    });

    test('with huge and with no headers are served', () => {
      const host = configured(good);
      const before = host.memoryOf();
      for (const request of subject.requests) {
        for (const headers of [
          {},
          { ':authority': '', ':scheme': '' },
          Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`x-header-${i}`, 'v'])),
          { cookie: 'a=b; '.repeat(20_000), authorization: `Bearer ${'x'.repeat(100_000)}` },
          { cookie: Array.from({ length: 500 }, (_, i) => `c${i}=${i}`) },
        ]) {
          const { status } = host.send({ ...request, headers: { ...request.headers, ...headers } });
          expect(status).toBeLessThan(500);
        }
        host.send({ ...request, path: `${request.path}${'/x'.repeat(50_000)}` });
        host.send({ ...request, path: `${request.path}?${'q=%41&'.repeat(20_000)}` });
      }
      host.send(subject.telltale(0));
      // What one request needed beyond the usual is given back, not kept.
      for (let i = 0; i < 50; i++) host.send({ path: `/${'y'.repeat(100_000)}` });
      expect(host.memoryOf()).toBeLessThan(before + 8 * 1032 * 1024);
    });
  });
});

/** What the filter logs when it refuses; undefined if it takes the configuration. */
function refusal(host: FilterHost, configuration: unknown): string | undefined {
  host.logs.length = 0;
  if (host.configure(configuration)) return undefined;
  return host.logs.map(({ message }) => message).join('\n');
}
