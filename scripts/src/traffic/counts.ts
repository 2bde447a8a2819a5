/** Counts one more of something, or several. */
export function increment<K>(counts: Map<K, number>, key: K, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

/** How many that are together. */
export function sumOf<K>(counts: Map<K, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
