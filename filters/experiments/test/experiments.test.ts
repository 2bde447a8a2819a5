import { readFileSync } from 'node:fs';
import { FilterHost } from '@imagehub/filter-host';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Browser, GALLERY, module, PULL, running, variantsOf } from './experiments.js';
import { bucketOf, inNamespace, variantOf } from './growthbook.js';

// Properties take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const PALETTE = {
  key: 'palette',
  factors: [
    { key: 'tone', variants: [{ key: 'warm' }, { key: 'cold' }] },
    {
      key: 'frame',
      weights: [0.2, 0.3, 0.5],
      variants: [{ key: 'none' }, { key: 'thin' }, { key: 'wide', route: { frontend: 'v2' } }],
    },
  ],
};

function visitor(id: string): { headers: { cookie: string } } {
  return { headers: { cookie: `ih_visitor=${id}` } };
}

function bearer(claims: object): { authorization: string } {
  return { authorization: `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x` };
}

describe('bucketing', () => {
  test('equals GrowthBook’s for 100,000 visitors, and is uniform', () => {
    const host = running([GALLERY], { goals: [] });
    let masonry = 0;
    for (let i = 0; i < 100_000; i++) {
      const id = `visitor-${i}`;
      const expected = GALLERY.variants[variantOf('gallery-1', id, [0.5, 0.5], 1)]?.key;
      const { gallery } = variantsOf(host.send({ path: '/', ...visitor(id) }));
      if (gallery !== expected) expect({ id, gallery }).toEqual({ id, gallery: expected });
      if (gallery === 'masonry') masonry++;
    }
    // Chi-square with one degree of freedom: below 10.83 in 999 of 1,000 samples.
    expect((2 * (masonry - 50_000) ** 2) / 50_000).toBeLessThan(10.83);
  });

  test('equals GrowthBook’s for any seed, coverage, weights and user', () => {
    const host = new FilterHost({ module });
    const seeds = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((seed) => Buffer.byteLength(seed) <= 64);
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 0, max: 100 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
        (seed, percent, cuts, sub) => {
          const marks = [0, ...cuts.toSorted((a, b) => a - b), 100];
          const weights = marks.slice(1).map((mark, i) => (mark - (marks[i] ?? 0)) / 100);
          const coverage = percent / 100;
          const variants = weights.map((_, i) => ({ key: `v${i}` }));
          const experiments = [{ key: 'e', seed, attribute: 'user', coverage, weights, variants }];
          expect(host.configure({ experiments })).toBe(true);
          host.retire();
          const index = variantOf(seed, sub, weights, coverage);
          const answer = host.send({ path: '/', headers: { ...visitor('x').headers, ...bearer({ sub }) } });
          expect(variantsOf(answer)).toEqual(index < 0 ? {} : { e: `v${index}` });
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('with more coverage lets more take part, and moves nobody', () => {
    const seen = new Map<string, string>();
    for (const coverage of [0.1, 0.35, 0.8, 1]) {
      const host = running([{ ...GALLERY, coverage }], { goals: [] });
      let count = 0;
      for (let i = 0; i < 3000; i++) {
        const { gallery } = variantsOf(host.send({ path: '/', ...visitor(`v${i}`) }));
        const before = seen.get(`v${i}`);
        if (before) expect(gallery).toBe(before);
        if (!gallery) continue;
        seen.set(`v${i}`, gallery);
        count++;
      }
      expect(Math.abs(count / 3000 - coverage)).toBeLessThan(0.04);
    }
  });

  test('keeps experiments of one namespace apart, as GrowthBook does', () => {
    const a = { ...GALLERY, key: 'a', namespace: ['ui', 0, 0.4] as const };
    const b = { ...GALLERY, key: 'b', namespace: ['ui', 0.4, 1] as const };
    const host = running([a, b], { goals: [] });
    for (let i = 0; i < 2000; i++) {
      const seen = Object.keys(variantsOf(host.send({ path: '/', ...visitor(`v${i}`) })));
      expect(seen).toEqual([inNamespace(a.namespace, `v${i}`) ? 'a' : 'b']);
    }
  });

  test('assigns the factors of a multivariate experiment independently, by weights', () => {
    const host = running([PALETTE], { goals: [] });
    const counts: Record<string, number> = {};
    for (let i = 0; i < 12_000; i++) {
      const answer = host.send({ path: '/', ...visitor(`v${i}`) });
      const { palette = '' } = variantsOf(answer);
      counts[palette] = (counts[palette] ?? 0) + 1;
      const tone = variantOf('palette:tone', `v${i}`, [0.5, 0.5], 1);
      const frame = variantOf('palette:frame', `v${i}`, [0.2, 0.3, 0.5], 1);
      expect(palette).toBe(`${['warm', 'cold'][tone]}+${['none', 'thin', 'wide'][frame]}`);
      expect(answer.upstream?.['x-imagehub-subset-frontend']).toBe(frame === 2 ? 'v2' : undefined);
    }
    const expected = { none: 0.2, thin: 0.3, wide: 0.5 };
    const statistic = Object.entries(expected).flatMap(([frame, weight]) =>
      ['warm', 'cold'].map(
        (tone) => ((counts[`${tone}+${frame}`] ?? 0) - 6000 * weight) ** 2 / (6000 * weight),
      ),
    );
    // Chi-square with five degrees of freedom: below 20.5 in 999 of 1,000 samples.
    expect(statistic.reduce((sum, term) => sum + term, 0)).toBeLessThan(20.5);
  });

  test('lets only the covered part into a multivariate experiment, and moves nobody', () => {
    const host = running([{ ...PALETTE, coverage: 0.3 }], { goals: [] });
    const full = running([PALETTE], { goals: [] });
    for (let i = 0; i < 1000; i++) {
      const { palette } = variantsOf(host.send({ path: '/', ...visitor(`v${i}`) }));
      expect(palette !== undefined).toBe(bucketOf('palette', `v${i}`) < 0.3);
      if (palette) expect(palette).toBe(variantsOf(full.send({ path: '/', ...visitor(`v${i}`) })).palette);
    }
  });
});

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

test('costs a known visitor three host calls, and one more for a route', () => {
  const host = running([GALLERY]);
  const browser = new Browser(host);
  for (let i = 0; i < 2; i++) browser.get('/');
  const calls = (variant: string): string[] => browser.get(`/?imagehub-variant=gallery:${variant}`).calls;
  const pairs = 'proxy_get_header_map_pairs';
  const replace = 'proxy_replace_header_map_value';
  expect(calls('grid')).toEqual([pairs, replace, replace]);
  expect(calls('masonry')).toEqual([pairs, replace, replace, replace]);
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
  const one = (change: object): object => ({ experiments: [{ ...GALLERY, ...change }] });

  test.each([
    [{}, 'experiments: must be a list'],
    [{ experiments: [], goal: [] }, 'goal: is not a known setting'],
    [{ experiments: [], visitor: { cookie: 'a b' } }, /^visitor\.cookie: /],
    [{ experiments: [], visitor: { maxAge: 0 } }, /^visitor\.maxAge: /],
    [one({ key: '' }), /^experiments\[0\]\.key: /],
    [one({ variant: [] }), 'experiments[0].variant: is not a known setting'],
    [one({ attribute: 'session' }), 'experiments[0].attribute: must be one of visitor, user'],
    [one({ coverage: 1.1 }), 'experiments[0].coverage: must be a number from 0 to 1'],
    [one({ weights: [0.5, -0.5] }), 'experiments[0].weights[1]: must be a number from 0 to 1'],
    [one({ namespace: ['ui', 0] }), 'experiments[0].namespace: must have from 3 to 3 items'],
    [one({ targeting: { city: ['Wien'] } }), 'experiments[0].targeting.city: is not a known setting'],
    [one({ variants: [] }), 'experiments[0].variants: must have from 1 to 16 items'],
    [
      one({ variants: [{ key: 'a' }, { key: 'b', route: { Frontend: 'v2' } }] }),
      /^experiments\[0\]\.variants\[1\]\.route\.Frontend: /,
    ],
    [one({ variants: [{ key: 'a' }, { key: 'b', route: {} }] }), /^experiments\[0\]\.variants\[1\]\.route: /],
    [
      one({ factors: PALETTE.factors }),
      'experiments[0].variants: stands beside factors: one of them is too many',
    ],
    [
      { experiments: [{ key: 'p', factors: [PALETTE.factors[0]] }] },
      'experiments[0].factors: must have from 2 to 4 items',
    ],
    [{ experiments: [], goals: [{ key: 'g', method: 'GET', path: 'x' }] }, /^goals\[0\]\.path: /],
  ])('%j', (configuration, message) => {
    if (typeof message === 'string') expect(refusal(configuration)).toBe(message);
    else expect(refusal(configuration)).toMatch(message);
    expect(schema(configuration)).toBe(false);
  });

  test.each([
    [one({ weights: [1] }), 'experiments[0].weights: must have one weight for each variant'],
    [one({ weights: [0.5, 0.4] }), 'experiments[0].weights: must add up to 1'],
    [one({ namespace: ['ui', 0.5, 0.5] }), 'experiments[0].namespace: must begin before it ends'],
    [{ experiments: [GALLERY, GALLERY] }, 'experiments[1].key: is the key of another one'],
    [
      {
        experiments: [
          {
            key: 'p',
            factors: [16, 5].map((n, i) => ({
              key: `f${i}`,
              variants: Array.from({ length: n }, (_, k) => ({ key: `v${k}` })),
            })),
          },
        ],
      },
      'experiments[0].factors: make more than 64 combinations',
    ],
  ])('%j, which no schema can see', (configuration, message) => {
    expect(refusal(configuration)).toBe(message);
  });

  test('and a good one is good by the schema too', () => {
    const configuration = {
      visitor: { cookie: 'ih_visitor', maxAge: 31536000 },
      experiments: [
        { ...GALLERY, namespace: ['ui', 0, 1], targeting: { plan: ['personal', 'team'] } },
        PALETTE,
      ],
      goals: [PULL],
    };
    expect(refusal(configuration)).toBeUndefined();
    expect(schema(configuration)).toBe(true);
  });
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
