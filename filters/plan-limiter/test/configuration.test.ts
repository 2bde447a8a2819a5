import { readFileSync } from 'node:fs';
import { FilterHost } from '@imagehub/filter-host';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { CONFIGURATION, limiter, module, pull } from './limiter.js';

// Properties take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const host = new FilterHost({ module });

/** What the filter logs when it refuses a configuration; undefined if it accepts it. */
function refusal(configuration: unknown): string | undefined {
  host.logs.length = 0;
  const accepted = host.configure(configuration);
  host.retire();
  return accepted ? undefined : host.logs.map(({ message }) => message).join('\n');
}

const schema = new Ajv().compile(
  JSON.parse(readFileSync(new URL('../schema.json', import.meta.url), 'utf8')),
);

const { plans, guard } = CONFIGURATION;
const pullGuard = { method: 'GET', path: '/api/images/*/pull' };

describe('a bad configuration is refused, naming the field', () => {
  test.each([
    ['', 'configuration: ends too early (byte 0)'],
    ['[]', 'configuration: must be an object'],
    ['{} {}', 'configuration: has text behind its end (byte 3)'],
    [
      '{"plans": {"personal": {"limit": 10, "window": 60,}}}',
      'plans.personal: needs a name in quotes (byte 50)',
    ],
    ['{"plans": {"a": {}, "a": {}}}', 'plans.a: stands twice (byte 23)'],
    [
      '{"guard": [{"method": "GET", "path": "\\x"}]}',
      'guard[0].path: has a bad escape in a string (byte 41)',
    ],
    [
      '{"plans": {"personal": {"limit": 010',
      'plans.personal.limit: has a number with a leading zero (byte 34)',
    ],
    [`${'['.repeat(20)}`, /\[0\]\[0\].*: is nested too deeply \(byte 16\)/],
    [JSON.stringify({ mode: 'x'.repeat(1 << 20) }), 'configuration: is larger than 1 MiB (byte 0)'],
    [{ plans, guard: [{ ...pullGuard, path: '/a//b' }] }, /^guard\[0\]\.path: /],
    [{ plans, guard: [{ ...pullGuard, path: '/a;b' }] }, /^guard\[0\]\.path: /],
    [{ plans, guard: [{ ...pullGuard, path: '/a?b' }] }, /^guard\[0\]\.path: /],
    [{ plans, guard: [{ ...pullGuard, path: '/a\\b' }] }, /^guard\[0\]\.path: /],
    [{ plans, guard: [{ ...pullGuard, path: '/ä' }] }, /^guard\[0\]\.path: /],
    [{ plans, guard: [{ ...pullGuard, path: '/' }] }, /^guard\[0\]\.path: /],
    [{ ...CONFIGURATION, mode: 'off' }, 'mode: must be one of enforce, shadow'],
    [{ ...CONFIGURATION, ledger: 'quota' }, 'ledger: must be an object'],
    [{ ...CONFIGURATION, ledger: {} }, 'ledger.cluster: must be text of 1 to 256 bytes'],
    [
      { ...CONFIGURATION, ledger: { cluster: 'quota', timeoutMs: 5 } },
      'ledger.timeoutMs: must be a whole number from 10 to 1000',
    ],
    [
      { ...CONFIGURATION, ledger: { cluster: 'quota', onFailure: 'wait' } },
      'ledger.onFailure: must be one of local, deny, allow',
    ],
    [
      { ...CONFIGURATION, ledger: { cluster: 'quota', retries: 1 } },
      'ledger.retries: is not a known setting',
    ],
    [{ ...CONFIGURATION, provider: 'a\0b' }, 'provider: must be 1 to 64 of the characters A-Z a-z 0-9 _ -'],
    [{ guard }, 'plans: must be an object'],
    [{ plans: {}, guard }, 'plans: must have from 1 to 10000 members'],
    [{ plans: { 'a b': { limit: 1, window: 1 } }, guard }, /^plans\.a b: a plan is named/],
    [
      { plans: { a: { limit: '10', window: 60 } }, guard },
      'plans.a.limit: must be a whole number from 0 to 1000000000',
    ],
    [
      { plans: { a: { limit: -1, window: 60 } }, guard },
      'plans.a.limit: must be a whole number from 0 to 1000000000',
    ],
    [{ plans: { a: { limit: 1.5, window: 60 } }, guard }, /^plans\.a\.limit: must be a whole number/],
    [{ plans: { a: { limit: 1 } }, guard }, 'plans.a.window: must be a whole number from 1 to 86400'],
    [
      { plans: { a: { limit: 1, window: 0 } }, guard },
      'plans.a.window: must be a whole number from 1 to 86400',
    ],
    [{ plans: { a: { limit: 1, window: 60, burst: 2 } }, guard }, 'plans.a.burst: is not a known setting'],
    [{ plans }, 'guard: must be a list'],
    [{ plans, guard: [] }, 'guard: must have from 1 to 64 items'],
    [{ plans, guard: [pullGuard, { path: '/a' }] }, 'guard[1].method: must be text of 1 to 16 bytes'],
    [{ plans, guard: [{ ...pullGuard, method: 'get' }] }, 'guard[0].method: must be a method in capitals'],
    [{ plans, guard: [{ ...pullGuard, path: 'api' }] }, /^guard\[0\]\.path: must be \//],
    [{ plans, guard: [{ ...pullGuard, path: '/a*' }] }, /^guard\[0\]\.path: /],
    [{ plans, guard: [{ ...pullGuard, path: '/a/' }] }, /^guard\[0\]\.path: /],
    [{ plans, guard: [{ ...pullGuard, path: '/a/../b' }] }, /^guard\[0\]\.path: /],
    [{ plans, guard: [{ ...pullGuard, path: '/a%20' }] }, /^guard\[0\]\.path: /],
    [
      { plans, guard: [{ ...pullGuard, path: '/a'.repeat(17) }] },
      'guard[0].path: must have at most 16 segments',
    ],
    [
      { plans, guard: [{ ...pullGuard, cost: 1e7 }] },
      'guard[0].cost: must be a whole number from 0 to 1000000',
    ],
    [{ plans, guard: ['/api'] }, 'guard[0]: must be an object'],
  ])('%j', (configuration, message) => {
    if (typeof message === 'string') expect(refusal(configuration)).toBe(message);
    else expect(refusal(configuration)).toMatch(message);
    // The schema beside the filter says so too, for all that it can see.
    if (typeof configuration !== 'string') expect(schema(configuration)).toBe(false);
  });

  test('and the last good one goes on', () => {
    const host = limiter();
    expect(host.configure({ plans: 3 })).toBe(false);
    expect(host.send(pull('ada', 'personal')).headers['ratelimit-policy']).toBe('"personal";q=10;w=60');
  });

  test('without letting a name write lines of its own into the log', () => {
    expect(refusal({ 'a\nb\u0000c': 1 })).toBe('a?b?c: is not a known setting');
  });
});

describe('a good configuration', () => {
  test('is good by the schema too', () => {
    for (const path of ['/a', '/*', '/.well-known/x..y/*', "/!$&'()+,-.0:=@A_z~"]) {
      const configuration = { plans, guard: [{ method: 'PUT', path }] };
      expect(refusal(configuration)).toBeUndefined();
      expect(schema(configuration)).toBe(true);
    }
    expect(schema(CONFIGURATION)).toBe(true);
  });

  test('may leave out mode, provider and cost', () => {
    const host = limiter({ plans, guard: [pullGuard] });
    expect(host.send(pull('ada', 'personal')).headers.ratelimit).toContain('r=9');
    expect(host.send({ path: '/api/images/1/pull' }).status).toBe(401);
  });

  test('may be written with escapes, exponents and any white space', () => {
    const host = limiter(
      '{\t"pl\\u0061ns" :\r\n{ "personal": {"limit":1e1,"window":600E-1} },"guard":[{"method":"GET",\n"path":"\\/api/images/*/p\\u0075ll"}] } ',
    );
    expect(host.send(pull('ada', 'personal')).headers['ratelimit-policy']).toBe('"personal";q=10;w=60');
  });
});

test('no text for a configuration traps', () => {
  const text = JSON.stringify(CONFIGURATION);
  const mutation = fc.tuple(fc.nat(text.length), fc.nat(12), fc.string({ unit: 'binary', maxLength: 8 }));
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
      const mutated = mutations.reduce(
        (before, [at, cut, put]) => before.slice(0, at) + put + before.slice(at + cut),
        text,
      );
      const fault = refusal(mutated);
      if (fault !== undefined) expect(fault).not.toBe('');
      if (fault === undefined) expect(() => JSON.parse(mutated)).not.toThrow();
    }),
    { numRuns: 1500 },
  );
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(refusal(json)).toMatch(/.+: .+/);
    }),
    { numRuns: 500 },
  );
});
