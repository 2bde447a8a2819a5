import { expect, test } from 'vitest';
import type { LoadResult, VariantResult } from './results.js';
import { targets } from './targets.js';

const at = (value: number) => ({ median: value, low: value, high: value });

function variant(id: string, few: number, many: number, modules = {}): VariantResult {
  const load = (added: number): LoadResult => ({
    cpu: at(20 + added),
    added: at(added),
    p50: at(1),
    p99: at(2),
  });
  return {
    id,
    title: id,
    modules,
    loads: { 16: load(few), 1000: load(many) },
    memory: { before: 0, after: 0 },
  };
}

test('costs are compared by what they add', () => {
  const variants = [
    variant('plan-limiter', 6, 7.5, { 'plan-limiter': 12_288 }),
    variant('rust', 8, 8),
    variant('lua', 5, 5),
  ];
  expect(targets({ variants, leftOut: {} }).map(({ value }) => value)).toEqual([0.75, 1.2, 1.25, 12]);
});

test('a variant that was left out is not compared with', () => {
  const variants = [variant('plan-limiter', 6, 6), variant('lua', 5, 5)];
  const names = targets({ variants, leftOut: { rust: 'no compiler' } }).map(({ name }) => name);
  expect(names).not.toContain('plan-limiter adds, of what Rust adds');
});
