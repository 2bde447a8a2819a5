/** A span of time in which something happened at one moment, in ms. */
export interface Span {
  sent: number;
  received: number;
}

/**
 * The most of these that are known to have happened within some interval of a length: those that lie in it with all of
 * their span.
 */
export function mostWithin(spans: readonly Span[], length: number): number {
  const counts = spans.map(({ sent: start }) => {
    const within = spans.filter(({ sent, received }) => sent >= start && received <= start + length);
    return within.length;
  });
  return Math.max(0, ...counts);
}

/** How many requests at these times a limiter serves that knows everything: as many as it can, of the first that come. */
export function servedByIdeal(times: readonly number[], limit: number, window: number): number {
  const served: number[] = [];
  for (const time of times) {
    const earlier = served[served.length - limit];
    if (earlier === undefined || time - earlier > window) served.push(time);
  }
  return served.length;
}
