import { readFileSync } from 'node:fs';
import { FilterHost } from '@imagehub/filter-host';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { bearer, bytes, CONFIGURATION, classes, classOf, module } from './classes.js';

// Properties take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** A host whose only rule gives class `first` when the condition holds. */
function when(condition: object): FilterHost {
  return classes({ default: 'economy', rules: [{ class: 'first', when: condition }] });
}

describe('rules', () => {
  test('without one that fits, a request is served in the default class', () => {
    expect(classOf(classes())).toBe('standard');
    expect(classOf(classes({ default: 'economy', rules: [] }))).toBe('economy');
  });

  test('the first one that fits decides', () => {
    const host = classes({
      default: 'c',
      rules: [
        { class: 'a', when: { plan: ['team'], language: ['fr'] } },
        { class: 'b', when: { plan: ['team', 'enterprise'] } },
        { class: 'a', when: { plan: ['enterprise'] } },
      ],
    });
    expect(classOf(host, bearer({ plan: 'team' }))).toBe('b');
    expect(classOf(host, { ...bearer({ plan: 'team' }), 'accept-language': 'fr' })).toBe('a');
    expect(classOf(host, bearer({ plan: 'enterprise' }))).toBe('b');
    expect(classOf(host, bearer({ plan: 'personal' }))).toBe('c');
  });

  test.each([
    ['the plan of a token', bearer({ sub: 'ada', plan: 'enterprise' }), 'performance'],
    ['another plan', bearer({ sub: 'ada', plan: 'team' }), 'standard'],
    ['a plan within an inner object', bearer({ x: { plan: 'enterprise' } }), 'standard'],
    [
      'a plan behind inner objects',
      bearer({ x: { plan: 'a', y: [{ plan: '}' }] }, plan: 'enterprise' }),
      'performance',
    ],
    [
      'a plan written with escapes',
      { authorization: `bEARER e30.${Buffer.from('{"plan":"ent\\u0065rprise"}').toString('base64url')}.x` },
      'performance',
    ],
    ['a plan as the value of another name', bearer({ a: 'plan', b: 'enterprise' }), 'standard'],
    ['a list of plans', bearer({ plan: ['enterprise'] }), 'standard'],
    [
      'another scheme',
      { authorization: bearer({ plan: 'enterprise' }).authorization.replace('Bearer', 'Basic') },
      'standard',
    ],
    ['no payload', { authorization: 'Bearer abc' }, 'standard'],
    ['a payload that is no base64url', { authorization: 'Bearer a.$$$.b' }, 'standard'],
  ])('by plan: %s', (_, headers, expected) => {
    expect(classOf(classes(), headers)).toBe(expected);
  });

  test.each([
    ['mi', 'first'],
    ['mi-NZ, en;q=0.8', 'first'],
    ['en;q=0.8, MI;q=0.9', 'first'],
    ['en, mi;q=0.9', 'economy'],
    ['mi;q=0, en;q=0.1', 'economy'],
    ['min', 'economy'],
    ['en;q=0.5,mi;q=0.501', 'first'],
    ['*', 'economy'],
    ['', 'economy'],
    [';;q=,,', 'economy'],
  ])('by language: %s', (language, expected) => {
    expect(classOf(when({ language: ['mi'] }), { 'accept-language': language })).toBe(expected);
  });

  test.each([
    [{ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' }, 'desktop'],
    [{ 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148' }, 'mobile'],
    [{ 'user-agent': 'Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537.36' }, 'mobile'],
    [{ 'user-agent': 'Mozilla/5.0 (Linux; Android 15) Chrome/140 Safari/537.36' }, 'tablet'],
    [{ 'user-agent': 'Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Mobile/15E148' }, 'tablet'],
    [{ 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }, 'bot'],
    [{ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)', 'sec-ch-ua-mobile': '?1' }, 'mobile'],
    [{}, 'unknown'],
  ])('by device: %j is %s', (headers, device) => {
    expect(classOf(when({ device: [device] }), headers)).toBe('first');
    const others = ['desktop', 'mobile', 'tablet', 'bot', 'unknown'].filter((other) => other !== device);
    expect(classOf(when({ device: others }), headers)).toBe('economy');
  });

  test('by country, from the header that is named for it', () => {
    const rules = [{ class: 'first', when: { country: ['NZ', 'AU'] } }];
    const host = classes({ default: 'economy', countryHeader: 'cf-ipcountry', rules });
    expect(classOf(host, { 'cf-ipcountry': 'nz' })).toBe('first');
    expect(classOf(host, { 'cf-ipcountry': 'DE' })).toBe('economy');
    expect(classOf(host, { 'x-country': 'NZ' })).toBe('economy');
    expect(classOf(when({ country: ['NZ'] }), { 'x-country': 'NZ' })).toBe('first');
  });
});

describe('activity', () => {
  const cookie = { cookie: 'a=b; ih_visitor="v-1"; c=d' };

  test('of a visitor within the window lifts the class, over all workers, and lets it go again', () => {
    const host = classes(CONFIGURATION, { workers: 2 });
    const seen = Array.from({ length: 6 }, (_, i) => classOf(host, cookie, i % 2));
    expect(seen).toEqual(['standard', 'standard', 'standard', 'standard', 'performance', 'performance']);
    expect(classOf(host, { cookie: 'ih_visitor=v-2' })).toBe('standard');
    host.clock.advance(62);
    expect(classOf(host, cookie)).toBe('standard');
  });

  test('is the user’s, if there is a token, whatever the cookie', () => {
    const host = classes();
    for (let i = 0; i < 4; i++) classOf(host, { ...bearer({ sub: 'ada' }), cookie: `ih_visitor=v-${i}` });
    expect(classOf(host, { cookie: 'ih_visitor=ada' })).toBe('standard');
    expect(classOf(host, bearer({ sub: 'ada' }))).toBe('performance');
  });

  test('of nobody in particular counts for nothing', () => {
    const host = classes();
    for (let i = 0; i < 10; i++) expect(classOf(host)).toBe('standard');
    for (let i = 0; i < 10; i++) expect(classOf(host, { cookie: 'other_ih_visitor=1' })).toBe('standard');
  });

  test('counts also while another rule decides', () => {
    const host = classes();
    for (let i = 0; i < 4; i++) classOf(host, bearer({ sub: 'ada', plan: 'enterprise' }));
    expect(classOf(host, bearer({ sub: 'ada', plan: 'team' }))).toBe('performance');
  });
});

describe('the request', () => {
  test('loses whatever clients send under x-imagehub-, and nothing else', () => {
    const headers = {
      'x-imagehub-class': 'performance',
      'X-ImageHub-Subset-image-store': 'v2',
      'x-imagehub-': 'a',
      'x-imagehub-experiments': 'gallery=masonry',
      'x-imagehubs': 'b',
      accept: '*/*',
    };
    const { upstream } = classes().send({ path: '/', headers });
    expect(upstream).toEqual({
      ':authority': 'hub.example',
      ':method': 'GET',
      ':path': '/',
      ':scheme': 'http',
      accept: '*/*',
      'x-imagehub-class': 'standard',
      'x-imagehubs': 'b',
    });
  });

  test('costs three host calls, and three more for activity', () => {
    const plain = ['proxy_get_header_map_pairs', 'proxy_replace_header_map_value', 'proxy_increment_metric'];
    const shared = ['proxy_get_shared_data', 'proxy_get_current_time_nanoseconds', 'proxy_set_shared_data'];
    expect(when({ plan: ['team'] }).send({ path: '/', headers: bearer({ plan: 'team' }) }).calls).toEqual(
      plain,
    );
    const [first, ...rest] = plain;
    const { calls } = classes().send({ path: '/', headers: { cookie: 'ih_visitor=1' } });
    expect(calls).toEqual([first, ...shared, ...rest]);
  });

  test('is counted by class', () => {
    const host = classes();
    classOf(host);
    classOf(host, bearer({ plan: 'enterprise' }));
    classOf(host, bearer({ plan: 'enterprise' }));
    expect(host.metrics.all()).toEqual({
      'class_of_service_requests.class.standard': 1,
      'class_of_service_requests.class.performance': 2,
    });
  });
});

describe('a bad configuration is refused, naming the field', () => {
  const schema = new Ajv().compile(
    JSON.parse(readFileSync(new URL('../schema.json', import.meta.url), 'utf8')),
  );
  const host = new FilterHost({ module });
  const refusal = (configuration: unknown): string | undefined => {
    host.logs.length = 0;
    return host.configure(configuration) ? undefined : host.logs[0]?.message;
  };
  const rule = (condition: unknown): object => ({ default: 'a', rules: [{ class: 'b', when: condition }] });

  test.each([
    [{}, 'default: must be 1 to 64 of the characters A-Z a-z 0-9 _ -'],
    [{ default: 'a' }, 'rules: must be a list'],
    [{ default: 'a b', rules: [] }, /^default: /],
    [{ default: 'a', rules: [], fallback: 'b' }, 'fallback: is not a known setting'],
    [{ default: 'a', rules: [], countryHeader: 'X-Country' }, 'countryHeader: must be in lower case'],
    [{ default: 'a', rules: [{ when: { plan: ['a'] } }] }, /^rules\[0\]\.class: /],
    [{ default: 'a', rules: [{ class: 'b' }] }, 'rules[0].when: must be an object'],
    [rule({}), 'rules[0].when: must have from 1 to 5 members'],
    [rule({ plans: ['a'] }), 'rules[0].when.plans: is not a known setting'],
    [rule({ plan: 'a' }), 'rules[0].when.plan: must be a list'],
    [rule({ plan: [] }), 'rules[0].when.plan: must have from 1 to 300 items'],
    [rule({ plan: ['a', 1] }), /^rules\[0\]\.when\.plan\[1\]: /],
    [
      rule({ device: ['phone'] }),
      'rules[0].when.device[0]: must be one of desktop, mobile, tablet, bot, unknown',
    ],
    [rule({ activity: { requests: 5 } }), /^rules\[0\]\.when\.activity\.window: must be a whole number/],
    [rule({ activity: { requests: 0, window: 60 } }), /^rules\[0\]\.when\.activity\.requests: /],
  ])('%j', (configuration, message) => {
    if (typeof message === 'string') expect(refusal(configuration)).toBe(message);
    else expect(refusal(configuration)).toMatch(message);
    expect(schema(configuration)).toBe(false);
  });

  test('with more than four windows', () => {
    const rules = [1, 2, 3, 4, 5].map((window) => ({
      class: 'b',
      when: { activity: { requests: 1, window } },
    }));
    expect(refusal({ default: 'a', rules })).toMatch(
      /^rules\[4\]\.when\.activity: is the fifth different window/,
    );
    expect(refusal({ default: 'a', rules: rules.slice(0, 4) })).toBeUndefined();
  });

  test('and a good one is good by the schema too', () => {
    expect(schema(CONFIGURATION)).toBe(true);
  });
});

describe('hostile bytes', () => {
  test('in any header never trap, and leave the class to the rules', () => {
    const host = classes();
    const byte = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code));
    const text = fc
      .array(fc.oneof(byte, fc.constantFrom(';', ',', '=', 'q=', '.', '"', 'Bearer ', 'e30', 'ih_visitor')))
      .map((parts) => parts.join(''));
    const name = fc.constantFrom(
      'authorization',
      'cookie',
      'accept-language',
      'user-agent',
      'x-country',
      'x-imagehub-class',
    );
    fc.assert(
      fc.property(fc.dictionary(name, text), (headers) => {
        expect(['standard', 'performance']).toContain(classOf(host, headers));
      }),
      { numRuns: 3000 },
    );
  });

  test('in tokens never trap', () => {
    const host = classes();
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), fc.nat(60), (json, cut) => {
        const payload = Buffer.from(json).subarray(0, cut).toString('base64url');
        expect(classOf(host, { authorization: `Bearer e30.${payload}.x` })).toBeDefined();
      }),
      { numRuns: 3000 },
    );
  });

  test('do not make memory grow', () => {
    const host = classes();
    const burst = (count: number): void => {
      for (let i = 0; i < count; i++) {
        classOf(host, {
          ...bearer({ sub: `user-${i}`, junk: 'x'.repeat(i % 4000) }),
          cookie: '='.repeat(i % 3000),
        });
        if (i % 200 === 0) host.configure(CONFIGURATION);
        if (i % 200 === 0) host.retire();
      }
    };
    burst(1_000);
    const before = host.memoryOf();
    burst(10_000);
    expect(host.memoryOf()).toBe(before);
  });

  test('the module is under 24 KB', () => {
    expect(bytes).toBeLessThan(24 * 1024);
  });
});
