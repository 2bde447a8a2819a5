/** GrowthBook's bucketing in plain TypeScript, after its description for SDK authors: the filter's model. */

function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Hash version 2. */
export function bucketOf(seed: string, value: string): number {
  return (fnv1a32(String(fnv1a32(seed + value))) % 10000) / 10000;
}

export function inNamespace([id, from, to]: readonly [string, number, number], value: string): boolean {
  const place = (fnv1a32(`${value}__${id}`) % 1000) / 1000;
  return place >= from && place < to;
}

/** The index of the variant, or -1. */
export function variantOf(seed: string, value: string, weights: readonly number[], coverage: number): number {
  const bucket = bucketOf(seed, value);
  let start = 0;
  return weights.findIndex((weight) => {
    const from = start;
    start += weight;
    return bucket >= from && bucket < from + coverage * weight;
  });
}
