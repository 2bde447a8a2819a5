/** Upper 0.1 % points of the chi-square distribution, by degrees of freedom. */
const CRITICAL: Readonly<Record<number, number>> = {
  1: 10.83,
  2: 13.82,
  3: 16.27,
  4: 18.47,
  5: 20.52,
  9: 27.88,
  99: 148.23,
};

/** How far counts are from what was to be expected: below 1 for 999 of 1,000 samples that are as expected. */
export function strangeness(
  observed: readonly number[],
  expected: readonly number[],
  freedom: number,
): number {
  const critical = CRITICAL[freedom];
  if (critical === undefined) throw new RangeError(`no critical value for ${freedom} degrees of freedom`);
  const terms = observed.map((count, i) => (count - (expected[i] ?? 0)) ** 2 / (expected[i] ?? 0));
  return terms.reduce((sum, term) => sum + term, 0) / critical;
}

/** The same for two attributes that are to be independent: counts by the first, then by the second. */
export function dependence(table: readonly (readonly number[])[]): number {
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = (table[0] ?? []).map((_, k) => table.reduce((sum, row) => sum + (row[k] ?? 0), 0));
  const total = rows.reduce((sum, count) => sum + count, 0);
  const expected = rows.flatMap((row) => columns.map((column) => (row * column) / total));
  return strangeness(table.flat(), expected, (rows.length - 1) * (columns.length - 1));
}
