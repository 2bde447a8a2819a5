import type { FilterHost } from '@imagehub/filter-host';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Browser, bearer, GALLERY, PALETTE, PULL, running, variantsOf, visitor } from './experiments.js';
import { variantOf } from './growthbook.js';

// Properties take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

describe('a visitor', () => {
  test('keeps the variant across requests, after log-in and across edits of other experiments', () => {
    const host = running([GALLERY]);
    const browser = new Browser(host);
    const { gallery } = variantsOf(browser.get('/'));
    for (let i = 0; i < 50; i++) expect(variantsOf(browser.get('/'))).toEqual({ gallery });
    expect(variantsOf(browser.get('/', { headers: bearer({ sub: 'ada', plan: 'team' }) }))).toEqual({
      gallery,
    });
    host.configure({ experiments: [{ ...GALLERY, key: 'other', seed: 'other' }, GALLERY] });
    host.retire();
    expect(variantsOf(browser.get('/')).gallery).toBe(gallery);
  });

  test('gets an id of their own in a cookie, once', () => {
    const host = running([GALLERY]);
    const ids = new Set<string>();
    for (let i = 0; i < 500; i++) {
      const answer = host.send({ path: '/' });
      const [id = ''] = /(?<=^ih_visitor=)[\w-]{22}/.exec(answer.headers['set-cookie'] ?? '') ?? [];
      expect(answer.headers['set-cookie']).toBe(
        `ih_visitor=${id}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax`,
      );
      ids.add(id);
    }
    expect(ids.size).toBe(500);
    const [id = ''] = ids;
    expect(
      host.send({ path: '/', headers: { cookie: `ih_visitor=${id}; ih_visitor_seen=AAAAA` } }).headers[
        'set-cookie'
      ],
    ).toMatch(/^ih_visitor_seen=AAAAA\.[\w-]{5}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/);
  });

  test('over TLS gets cookies for TLS only', () => {
    const { headers } = running([GALLERY]).send({ path: '/', headers: { ':scheme': 'https' } });
    expect(headers['set-cookie']).toMatch(/; Secure$/);
  });

  test('with a cookie that is no id gets a new one', () => {
    for (const cookie of [
      'ih_visitor=',
      'ih_visitor=a b',
      `ih_visitor=${'x'.repeat(65)}`,
      'ih_visitor=%00',
    ]) {
      expect(running([GALLERY]).send({ path: '/', headers: { cookie } }).headers['set-cookie']).toMatch(
        /^ih_visitor=/,
      );
    }
  });

  test('is the token’s user where the experiment says so, else the visitor', () => {
    const host = running([{ ...GALLERY, attribute: 'user' }], { goals: [] });
    const byUser = GALLERY.variants[variantOf('gallery-1', 'ada', [0.5, 0.5], 1)]?.key;
    for (let i = 0; i < 20; i++) {
      const headers = { ...visitor(`v${i}`).headers, ...bearer({ sub: 'ada' }) };
      expect(variantsOf(host.send({ path: '/', headers })).gallery).toBe(byUser);
      const byVisitor = GALLERY.variants[variantOf('gallery-1', `v${i}`, [0.5, 0.5], 1)]?.key;
      expect(variantsOf(host.send({ path: '/', ...visitor(`v${i}`) })).gallery).toBe(byVisitor);
    }
  });

  test('who is not targeted takes no part', () => {
    const host = running([{ ...GALLERY, targeting: { plan: ['personal', 'team'], language: ['de'] } }]);
    const german = { 'accept-language': 'de-AT' };
    expect(variantsOf(host.send({ path: '/', ...visitor('v') }))).toEqual({});
    expect(variantsOf(host.send({ path: '/', headers: bearer({ plan: 'team' }) }))).toEqual({});
    expect(
      variantsOf(host.send({ path: '/', headers: { ...german, ...bearer({ plan: 'enterprise' }) } })),
    ).toEqual({});
    expect(
      variantsOf(host.send({ path: '/', headers: { ...german, ...bearer({ plan: 'team' }) } })),
    ).toHaveProperty('gallery');
  });
});

describe('a variant', () => {
  test('can be forced for one request, and is not counted then', () => {
    const host = running([{ ...GALLERY, coverage: 0 }, PALETTE]);
    const force = (query: string): Record<string, string> =>
      variantsOf(host.send({ path: `/?${query}`, ...visitor('v') }));
    expect(force('imagehub-variant=gallery:masonry').gallery).toBe('masonry');
    expect(force('a=b&imagehub-variant=gallery%3Agrid,palette:cold%2Bthin&c')).toEqual({
      gallery: 'grid',
      palette: 'cold+thin',
    });
    expect(force('imagehub-variant=palette:warm+wide').palette).toBe('warm+wide');
    expect(force('imagehub-variant=gallery:none,nothing:grid,:,gallery')).not.toHaveProperty('gallery');
    expect(host.metrics.all()).not.toHaveProperty('experiments_exposures.experiment.gallery.variant.grid');
    expect(host.metrics.all()).not.toHaveProperty('experiments_exposures.experiment.gallery.variant.masonry');
  });

  test('is asked for between filter and client: no app sees the parameter', () => {
    const host = running([GALLERY]);
    const seen = (path: string) => host.send({ path }).upstream?.[':path'];
    expect(seen('/?imagehub-variant=gallery:grid')).toBe('/');
    expect(seen('/p/a?w=64&imagehub-variant=gallery:grid&q=&h')).toBe('/p/a?w=64&q=&h');
    expect(seen('/?imagehub-variant=nothing&a=b&imagehub-variant')).toBe('/?a=b');
    expect(seen('/?a=b&&c')).toBe('/?a=b&&c');
    expect(seen('/a')).toBe('/a');
  });

  test('routes to its subset, and what clients say of subsets is dropped', () => {
    const host = running([GALLERY]);
    const subset = (query: string): string | undefined => {
      const headers = {
        'x-imagehub-subset-frontend': 'evil',
        'x-imagehub-subset-auth': 'v9',
        'x-imagehub-experiments': 'a=b',
      };
      const { upstream } = host.send({ path: `/?imagehub-variant=gallery:${query}`, headers });
      expect(upstream).not.toHaveProperty('x-imagehub-subset-auth');
      expect(upstream?.['x-imagehub-experiments']).toBe(`gallery=${query}`);
      return upstream?.['x-imagehub-subset-frontend'];
    };
    expect(subset('masonry')).toBe('v2');
    expect(subset('grid')).toBeUndefined();
  });

  test('of the first experiment wins where two route the same service', () => {
    const second = {
      ...GALLERY,
      key: 'second',
      variants: [{ key: 'a', route: { frontend: 'v1' } }],
      weights: [1],
    };
    const host = running([GALLERY, second]);
    const { upstream } = host.send({ path: '/?imagehub-variant=gallery:masonry' });
    expect(upstream?.['x-imagehub-subset-frontend']).toBe('v2');
    const other = host.send({ path: '/?imagehub-variant=gallery:grid' });
    expect(other.upstream?.['x-imagehub-subset-frontend']).toBe('v1');
  });
});

describe('counting', () => {
  const exposures = (host: FilterHost): number =>
    host.metrics.value('experiments_exposures.experiment.gallery.variant.grid') +
    host.metrics.value('experiments_exposures.experiment.gallery.variant.masonry');
  const conversions = (host: FilterHost): number =>
    host.metrics.value('experiments_conversions.experiment.gallery.variant.grid.goal.pull') +
    host.metrics.value('experiments_conversions.experiment.gallery.variant.masonry.goal.pull');

  test('takes each visitor once, for exposures and for conversions', () => {
    const host = running([GALLERY]);
    for (let i = 0; i < 20; i++) {
      const browser = new Browser(host);
      for (let k = 0; k < 5; k++) browser.get('/');
      for (let k = 0; k < 5; k++) browser.get('/api/images/1/pull');
    }
    expect(exposures(host)).toBe(20);
    expect(conversions(host)).toBe(20);
  });

  test('takes a visitor once even when many requests are under way before the first answer', () => {
    const host = running([GALLERY], { workers: 2 });
    const open = Array.from({ length: 12 }, (_, i) =>
      host.open({ path: '/api/images/1/pull', ...visitor('v'), worker: i % 2 }),
    );
    for (const exchange of open) exchange.respond();
    expect(exposures(host)).toBe(1);
    expect(conversions(host)).toBe(1);
  });

  test('takes nobody who keeps no cookies', () => {
    const host = running([GALLERY]);
    for (let i = 0; i < 20; i++) host.send({ path: '/api/images/1/pull' });
    expect(exposures(host)).toBe(0);
    expect(conversions(host)).toBe(0);
  });

  test('takes a goal for reached only when it was answered well', () => {
    const host = running([GALLERY]);
    const browser = new Browser(host);
    browser.get('/');
    for (const status of [401, 429, 500, 404]) browser.get('/api/images/1/pull', { status });
    expect(conversions(host)).toBe(0);
    browser.get('/api/images/1/pull', { status: 304 });
    expect(conversions(host)).toBe(1);
  });

  test('is by cell for a multivariate experiment', () => {
    const host = running([PALETTE]);
    const seen: Record<string, number> = {};
    for (let i = 0; i < 60; i++) {
      const { palette } = variantsOf(host.send({ path: '/', ...visitor(`v${i}`) }));
      const name = `experiments_exposures.experiment.palette.variant.${palette}`;
      seen[name] = (seen[name] ?? 0) + 1;
    }
    expect(host.metrics.all()).toEqual(seen);
  });

  test('begins anew with a new seed', () => {
    const host = running([GALLERY]);
    const browser = new Browser(host);
    browser.get('/');
    browser.get('/');
    host.configure({ experiments: [{ ...GALLERY, seed: 'gallery-2' }] });
    browser.get('/');
    browser.get('/');
    expect(exposures(host)).toBe(2);
  });

  test('keeps the cookie short, however many experiments there were', () => {
    const host = running([]);
    const browser = new Browser(host);
    for (let i = 0; i < 100; i++) {
      host.configure({ experiments: [{ ...GALLERY, seed: `s${i}` }] });
      host.retire();
      browser.get('/');
    }
    expect(browser.cookies.get('ih_visitor_seen')?.length).toBe(64 * 6 - 1);
  });
});

test('costs a known visitor three host calls, one more for a route, and one for a variant that is asked for', () => {
  const host = running([{ ...GALLERY, weights: [1, 0] }]);
  const browser = new Browser(host);
  for (let i = 0; i < 2; i++) browser.get('/');
  const calls = (query = ''): string[] => browser.get(`/${query}`).calls;
  const pairs = 'proxy_get_header_map_pairs';
  const replace = 'proxy_replace_header_map_value';
  expect(calls()).toEqual([pairs, replace, replace]);
  expect(calls('?imagehub-variant=gallery:grid')).toEqual([pairs, ...Array(3).fill(replace)]);
  expect(calls('?imagehub-variant=gallery:masonry')).toEqual([pairs, ...Array(4).fill(replace)]);
});

describe('hostile bytes', () => {
  const byte = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code));
  const piece = fc.constantFrom(
    ';',
    '=',
    '"',
    '.',
    'ih_visitor',
    'ih_visitor_seen',
    'gallery',
    ':',
    ',',
    '%',
    '&',
    'imagehub-variant=',
    '?',
    'AAAAA',
  );
  const text = fc.array(fc.oneof(piece, byte), { maxLength: 30 }).map((parts) => parts.join(''));

  test('in cookies, queries and tokens never trap, and no request is refused', () => {
    const host = running([GALLERY, PALETTE]);
    fc.assert(
      fc.property(text, text, text, (cookie, query, authorization) => {
        const answer = host.send({ path: `/api/images/1/pull?${query}`, headers: { cookie, authorization } });
        expect(answer.status).toBe(200);
        expect(answer.upstream).toBeDefined();
      }),
      { numRuns: 3000 },
    );
  });

  test('do not make memory grow', () => {
    const host = running([GALLERY, PALETTE]);
    const burst = (count: number): void => {
      for (let i = 0; i < count; i++) {
        host.send({
          path: `/?${'imagehub-variant=gallery:grid&'.repeat(i % 90)}`,
          headers: { cookie: `ih_visitor=v${i}; ih_visitor_seen=${'AAAAA.'.repeat(i % 200)}` },
        });
        if (i % 200 === 0) host.configure({ experiments: [GALLERY, PALETTE], goals: [PULL] });
        if (i % 200 === 0) host.retire();
      }
    };
    burst(2_000);
    const before = host.memoryOf();
    burst(10_000);
    expect(host.memoryOf()).toBe(before);
  });
});
