import { describe, expect, it } from 'vitest';
import { type Experiment, variantsOf } from './experiment.js';

const shares = (experiment: Experiment) =>
  Object.fromEntries(variantsOf(experiment).map(({ key, share }) => [key, share]));

describe('the shares to be expected', () => {
  it('are the weights, or equal without any', () => {
    const variants = [{ key: 'grid' }, { key: 'masonry' }, { key: 'list' }, { key: 'wall' }];
    expect(shares({ key: 'gallery', variants })).toEqual({
      grid: 0.25,
      masonry: 0.25,
      list: 0.25,
      wall: 0.25,
    });
    const weighted = { key: 'gallery', variants: variants.slice(0, 3), weights: [0.5, 0.5, 0] };
    expect(shares(weighted)).toEqual({ grid: 0.5, masonry: 0.5, list: 0 });
  });

  it('are what the filter makes of a small coverage: whole places of ten thousand', () => {
    const variants = [{ key: 'a' }, { key: 'b' }, { key: 'c' }];
    expect(shares({ key: 'x', variants, coverage: 0.001 })).toEqual({ a: 0.4, b: 0.3, c: 0.3 });
    expect(shares({ key: 'x', variants: variants.slice(1), coverage: 0.0001 })).toEqual({ b: 0.5, c: 0.5 });
  });

  it('stay the same while nobody takes part', () => {
    const variants = [{ key: 'a' }, { key: 'b' }];
    expect(shares({ key: 'x', variants, coverage: 0, weights: [0.25, 0.75] })).toEqual({ a: 0.25, b: 0.75 });
  });

  it('are of a combination the products of those of its variants, the last factor changing fastest', () => {
    const experiment = {
      key: 'palette',
      coverage: 0.001,
      factors: [
        { key: 'tone', variants: [{ key: 'warm' }, { key: 'cold' }] },
        { key: 'frame', weights: [0.25, 0.75], variants: [{ key: 'none' }, { key: 'thin' }] },
      ],
    };
    expect(Object.entries(shares(experiment))).toEqual([
      ['warm+none', 0.125],
      ['warm+thin', 0.375],
      ['cold+none', 0.125],
      ['cold+thin', 0.375],
    ]);
  });
});
