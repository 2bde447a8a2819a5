/** What was asked and what came of it, in true time: milliseconds that no wall clock touches. */
export interface Decision {
  user: number;
  sidecar: number;
  cost: number;
  asked: number;
  /** Edits of the plans before it was asked. */
  edits: number;
  decided: number;
  status: number;
  /** How the plan was decided, if not by the ledger: `local` or `allow`. */
  quota: string | undefined;
  /** Seconds, of a refusal. */
  retryAfter: number;
}

/** A plan as it was at some time. */
export interface Plan {
  limit: number;
  /** Seconds. */
  window: number;
}

/** Units admitted in the window that ends with each admission, at most: its both ends count. */
export function mostInAnyWindow(admissions: readonly Decision[], window: number): number {
  let most = 0;
  let units = 0;
  let oldest = 0;
  for (const { cost, decided } of admissions) {
    units += cost;
    for (let first = admissions[oldest]; first && first.decided < decided - window * 1000; ) {
      units -= first.cost;
      oldest += 1;
      first = admissions[oldest];
    }
    most = Math.max(most, units);
  }
  return most;
}

/** Units admitted after `from` and not after `to`. */
export function unitsBetween(admissions: readonly Decision[], from: number, to: number): number {
  return admissions
    .filter(({ decided }) => decided > from && decided <= to)
    .reduce((sum, { cost }) => sum + cost, 0);
}
