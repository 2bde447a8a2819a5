import type { Results, VariantResult } from './results.js';

/** Something we promise, and how it turned out. */
export interface Target {
  name: string;
  value: number;
  atMost: number;
  unit: '×' | 'µs' | 'KB' | '';
}

const FEW = '16';
const MANY = '1000';

/** The promises that these results can tell of. */
export function targets({ variants }: Results): Target[] {
  const by = new Map(variants.map((variant) => [variant.id, variant]));
  const ours = by.get('plan-limiter');
  const all: (Target | undefined)[] = [
    ratio('plan-limiter adds, of what Rust adds', 0.75, added(ours, FEW), added(by.get('rust'), FEW)),
    ratio('plan-limiter adds, of what Lua adds', 1.3, added(ours, FEW), added(by.get('lua'), FEW)),
    ratio('plan-limiter adds at 1,000 in flight, of 16', 1.3, added(ours, MANY), added(ours, FEW)),
    figure('three filters add', 12, 'µs', added(by.get('chained'), FEW)),
    ...sizes(by.get('chained') ?? ours),
  ];
  return all.filter((target) => target !== undefined);
}

function added(variant: VariantResult | undefined, inFlight: string): number | undefined {
  return variant?.loads[inFlight]?.added.median;
}

function sizes(variant: VariantResult | undefined) {
  return Object.entries(variant?.modules ?? {}).map(([name, bytes]) =>
    figure(`${name}.wasm`, 24, 'KB', bytes / 1024),
  );
}

function ratio(name: string, atMost: number, value: number | undefined, of: number | undefined) {
  return value === undefined || of === undefined ? undefined : figure(name, atMost, '×', value / of);
}

function figure(
  name: string,
  atMost: number,
  unit: Target['unit'],
  value: number | undefined,
): Target | undefined {
  return value === undefined ? undefined : { name, value, atMost, unit };
}
