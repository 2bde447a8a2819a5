import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { limiter, verified } from './limiter.js';

// Properties take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const host = limiter();

/** Whether the limiter takes a request without a token for one of a guarded route. */
function guards(path: string, method = 'GET'): boolean {
  return host.send({ path, method }).status === 401;
}

describe('spellings of a guarded path', () => {
  test.each([
    '/api/images/1/pull',
    '/api/images/1/pull?w=800&format=webp',
    '/api/images/1/pull#top',
    '/api/images/1/%70ull',
    '/api/images/1/%70%75%6C%6c',
    '/%61pi/images/1/pull',
    '/api/images/%31/pull',
    '/api/images/1/pull/',
    '//api/images/1/pull',
    '//api/images/./pull',
    '/api//images///1/pull',
    '/api/./images/1/pull',
    '/api/images/1/x/../pull',
    '/x/../api/images/1/pull',
    '/../../api/images/1/pull',
    '/api/images/1/%2e%2e/2/pull',
    '/api%2Fimages/1%2fpull',
    '/api%5cimages%5C1%5cpull',
    '/api\\images\\1\\pull',
    '/API/Images/1/PULL',
    '/api/images/1/pull;v=2',
    '/api;a=b/images;c/1/pull;d?x=y',
    '/api/images/;a/pull',
    '/api/images//pull',
    '/api/images/../pull',
    '/api/images/%00/pull',
    '/api/images/a%2Fb/pull',
    `/api/images/${'x'.repeat(8000)}/pull`,
    `/${'a/../'.repeat(40)}api/images/1/pull`,
    'api/images/1/pull',
  ])('%s', (path) => {
    expect(guards(path)).toBe(true);
    expect(guards(path, 'HEAD')).toBe(true);
  });

  test.each([
    '/',
    '',
    '/api/images/1',
    '/api/images/1/thumbnail',
    '/api/images/1/pull/more',
    '/api/images/1/2/pull',
    '/api/images/1/pulled',
    '/v2/api/images/1/pull',
    '/?/api/images/1/pull',
    '/%',
    '/%2',
    '/%zz/%',
    '/api/images/1/pul%6',
    '/api/images/1/%2570ull',
    '/'.repeat(5000),
    '/a'.repeat(5000),
    '\xff\xfe',
  ])('%s is none', (path) => {
    expect(guards(path)).toBe(false);
  });

  test('guards only the method it names, and HEAD along with GET', () => {
    expect(guards('/api/images', 'POST')).toBe(true);
    expect(guards('/api/images', 'GET')).toBe(false);
    expect(guards('/api/images', 'HEAD')).toBe(false);
    expect(guards('/api/images/1', 'DELETE')).toBe(true);
    expect(guards('/api/images/1/pull', 'PUT')).toBe(false);
    expect(guards('/api/images/1/pull', 'get')).toBe(false);
  });
});

describe('hostile bytes', () => {
  const byte = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code));
  const piece = fc.constantFrom(
    '/',
    '%',
    '%2',
    '%2F',
    '..',
    '.',
    ';',
    '\\',
    '?',
    '#',
    'api',
    'images',
    'pull',
    '*',
  );
  const paths = fc.array(fc.oneof(piece, byte), { maxLength: 40 }).map((parts) => `/${parts.join('')}`);
  const json = fc.jsonValue() as fc.Arbitrary<never>;

  test('in paths never trap', () => {
    fc.assert(
      fc.property(paths, (path) => {
        expect([200, 401]).toContain(host.send({ path }).status);
      }),
      { numRuns: 3000 },
    );
  });

  test('in claims never trap, and never let anybody in without a plan', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), fc.oneof(json, fc.string()), (claims, plan) => {
        const metadata = verified({ ...claims, sub: 'ada', plan });
        expect([401, 403]).toContain(host.send({ path: '/api/images/1/pull', metadata }).status);
      }),
      { numRuns: 1000 },
    );
  });

  test('for packed claims never trap', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect([401, 403]).toContain(
          host.send({ path: '/api/images/1/pull', metadata: verified(Uint8Array.from(bytes)) }).status,
        );
      }),
      { numRuns: 3000 },
    );
  });
});

test('a method may hold anything', () => {
  expect(guards('/api/images/1/pull', '')).toBe(false);
  expect(guards('/api/images/1/pull', 'G'.repeat(10_000))).toBe(false);
});
