import { type Constraint, solve } from 'yalps';
import type { Counts } from './counts.js';

/** What a linear program calls above 0. Rows hold zeros and ones, so what is not 0 is not small either. */
const POSITIVE = 1e-6;

/**
 * The cells whose rate a logistic model puts at 0 or 1, whatever the size of its coefficients' common growth: along
 * some direction b the logits of all cells without conversions fall or stay, those of cells without others rise or
 * stay, and the rest stay. Such a direction makes the likelihood grow for ever. Each is looked for by a linear program
 *
 *     maximise Σ tᵢ,   tᵢ = ± xᵢ b,   0 ≤ tᵢ ≤ 1, and 0 for cells with both conversions and others,
 *
 * and again without the cells it has found, until there is none.
 *
 * Sources: A. Albert, J. A. Anderson, "On the existence of maximum likelihood estimates in logistic regression models",
 * Biometrika 71 (1984); K. Konis, "Linear programming algorithms for detecting separated data in binary logistic
 * regression models", thesis, Oxford (2007).
 *
 * @param rows X, a row for each cell, of full rank
 * @param counts of each cell, with exposures
 * @returns indices of cells, in no order; none when all estimates exist
 */
export function separatedCells(rows: readonly (readonly number[])[], counts: readonly Counts[]): Set<number> {
  const separated = new Set<number>();
  for (;;) {
    const found = separatedAtOnce(rows, counts, separated);
    if (found.length === 0) return separated;
    for (const cell of found) separated.add(cell);
  }
}

function separatedAtOnce(
  rows: readonly (readonly number[])[],
  counts: readonly Counts[],
  before: ReadonlySet<number>,
): number[] {
  const cells = counts.flatMap(({ exposures, conversions }, cell) => {
    if (before.has(cell)) return [];
    return [
      {
        cell,
        row: rows[cell] as readonly number[],
        sign: conversions === 0 ? -1 : conversions === exposures ? 1 : 0,
      },
    ];
  });
  const extreme = cells.filter(({ sign }) => sign !== 0);
  if (extreme.length === 0) return [];
  const constraints = new Map<string, Constraint>(
    cells.map(({ cell, sign }) => [`${cell}`, sign === 0 ? { equal: 0 } : { min: 0, max: 1 }]),
  );
  const columns = (rows[0] as readonly number[]).map((_, column) => column);
  // Variables of a linear program are not negative: each coefficient is the difference of two.
  const variables = columns.flatMap((column) =>
    [1, -1].map((direction): [readonly [number, number], [string, number][]] => {
      const values = cells.map(({ cell, row, sign }): [string, number] => [
        `${cell}`,
        (sign || 1) * direction * (row[column] as number),
      ]);
      const sum = extreme.reduce(
        (total, { row, sign }) => total + sign * direction * (row[column] as number),
        0,
      );
      return [
        [column, direction],
        [...values, ['sum', sum]],
      ];
    }),
  );
  const answer = solve({ direction: 'maximize', objective: 'sum', constraints, variables });
  const direction = columns.map(() => 0);
  for (const [[column, sign], value] of answer.variables) {
    direction[column] = (direction[column] as number) + sign * value;
  }
  return extreme
    .filter(
      ({ row, sign }) =>
        sign * row.reduce((sum, x, column) => sum + x * (direction[column] as number), 0) > POSITIVE,
    )
    .map(({ cell }) => cell);
}
