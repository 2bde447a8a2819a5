/** The middle of some values and where half of them lie. */
export interface Spread {
  median: number;
  /** First and third quartile. */
  low: number;
  high: number;
}

/** Median and quartiles, interpolated between neighbours; robust against a round that something else disturbed. */
export function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

function quantile(sorted: number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
