import { stat } from 'node:fs/promises';
import type { Measurement, Memory, Schedule } from './measure.js';
import { countHostCalls, type Pull } from './request.js';
import { type Spread, spread } from './statistics.js';
import type { Variant } from './variants/variant.js';

/** What a variant costs under one load. Times in µs, of all rounds. */
export interface LoadResult {
  /** CPU time of the Envoy process per request. */
  cpu: Spread;
  /** The same less that of no filter in the same round. */
  added: Spread;
  p50: Spread;
  p99: Spread;
}

export interface VariantResult {
  id: string;
  title: string;
  /** Size of its WebAssembly modules in bytes, by name. */
  modules: Record<string, number>;
  /** Host calls of a request and its response, by name; undefined if it is no WebAssembly. */
  hostCalls?: Record<string, number> | undefined;
  /** By requests in flight. */
  loads: Record<string, LoadResult>;
  /** Resident memory in bytes of an Envoy with this variant only: before any request and after a load. */
  memory: { before: number; after: number };
}

export interface Results {
  variants: VariantResult[];
  /** Variants that were left out, with the reason. */
  leftOut: Record<string, string>;
}

/** What was measured, to be summed up. */
export interface Measured {
  pull: Pull;
  schedule: Schedule;
  cpu: Measurement[];
  memory: Memory[];
}

/** Sums up the rounds: medians, quartiles, and differences within each round. */
export function summarise(variants: Variant[], measured: Measured): Promise<VariantResult[]> {
  return Promise.all(variants.map((variant) => variantResult(variant, measured)));
}

async function variantResult(variant: Variant, measured: Measured): Promise<VariantResult> {
  const { id, title, modules } = variant;
  const { before = 0, after = 0 } = measured.memory.find((memory) => memory.variant === id) ?? {};
  const sizes = await Promise.all(modules.map(async ({ name, file }) => [name, (await stat(file)).size]));
  return {
    id,
    title,
    modules: Object.fromEntries(sizes),
    ...(modules.length > 0 && { hostCalls: await countHostCalls(modules, measured.pull) }),
    loads: Object.fromEntries(
      measured.schedule.loads.map(({ inFlight }) => [inFlight, loadResult(id, inFlight, measured.cpu)]),
    ),
    memory: { before, after },
  };
}

/** Sums up a variant's rounds under one load; `all` must hold those of no filter (`none`) too. */
export function loadResult(id: string, inFlight: number, all: Measurement[]): LoadResult {
  const under = all.filter((one) => one.inFlight === inFlight);
  const own = under.filter(({ variant }) => variant === id);
  const baseline = new Map(
    under.filter(({ variant }) => variant === 'none').map((one) => [one.round, one.cpu]),
  );
  const of = (figure: (one: Measurement) => number) => spread(own.map(figure));
  return {
    cpu: of(({ cpu }) => cpu),
    added: of(({ cpu, round }) => cpu - (baseline.get(round) ?? Number.NaN)),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
  };
}
