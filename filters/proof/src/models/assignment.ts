/**
 * Assignment as GrowthBook describes it (https://docs.growthbook.io/lib/build-your-own), as plainly as can be: what the
 * filter computes on bytes is held against this.
 */

export interface ModelVariant {
  key: string;
}

export interface ModelExperiment {
  key: string;
  seed?: string;
  coverage?: number;
  weights?: number[];
  namespace?: [name: string, from: number, to: number];
  variants: ModelVariant[];
}

/** 32-bit FNV-1a over the UTF-16 units of a text. */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Hash version 2: a place in [0, 1), in steps of 1/10000. */
export function bucketOf(seed: string, value: string): number {
  return (fnv1a32(String(fnv1a32(seed + value))) % 10_000) / 10_000;
}

/** The key of the variant that a value is assigned to, or undefined if it takes no part. */
export function variantOf(experiment: ModelExperiment, value: string): string | undefined {
  const { key, seed = key, coverage = 1, variants, namespace } = experiment;
  if (namespace && !inNamespace(namespace, value)) return undefined;
  const weights = experiment.weights ?? variants.map(() => 1 / variants.length);
  const bucket = bucketOf(seed, value);
  let start = 0;
  for (const [i, weight] of weights.entries()) {
    if (bucket >= start && bucket < start + coverage * weight) return variants[i]?.key;
    start += weight;
  }
  return undefined;
}

/** By hash version 1, in steps of 1/1000. */
function inNamespace([name, from, to]: [string, number, number], value: string): boolean {
  const place = (fnv1a32(`${value}__${name}`) % 1_000) / 1_000;
  return place >= from && place < to;
}
