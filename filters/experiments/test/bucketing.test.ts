import { FilterHost } from '@imagehub/filter-host';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { bearer, GALLERY, module, PALETTE, running, variantsOf, visitor } from './experiments.js';
import { bucketOf, inNamespace, variantOf } from './growthbook.js';

// Properties take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

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
