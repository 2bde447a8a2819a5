import type { Account } from './accounts.js';
import { call } from './http.js';
import { type Image, pullPath } from './images.js';

/** image-store's subsets, by the variant of the experiment `renditions` that forces a request to one. */
export const VARIANTS = { v1: 'stored', v2: 'negotiated', performance: 'fast' } as const;
export type Subset = keyof typeof VARIANTS;
export const SUBSETS = Object.keys(VARIANTS) as Subset[];

/** A pull, by the clock of `performance.now`. The plan was asked somewhere between `sent` and `received`. */
export interface TimedPull {
  sent: number;
  received: number;
  /** HTTP status, or 0 when the connection failed. */
  status: number;
  /** Who decided, if not the ledger: `local` or `allow`. */
  decidedBy: string | undefined;
}

/** Pulls a picture from one subset, and reads the answer to its end. */
export async function pullFrom(
  subset: Subset,
  { token }: Pick<Account, 'token'>,
  image: Pick<Image, 'id'>,
): Promise<TimedPull> {
  const path = pullPath(image, `w=64&imagehub-variant=renditions:${VARIANTS[subset]}`);
  const sent = performance.now();
  try {
    const response = await call(path, { token });
    await response.arrayBuffer();
    const decidedBy = response.headers.get('x-imagehub-quota') ?? undefined;
    return { sent, received: performance.now(), status: response.status, decidedBy };
  } catch {
    return { sent, received: performance.now(), status: 0, decidedBy: undefined };
  }
}

/** The subset whose turn it is. */
export function inTurn(index: number): Subset {
  return SUBSETS[index % SUBSETS.length] as Subset;
}

/** How many answers have each status. */
export function statuses(pulls: readonly Pick<TimedPull, 'status'>[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of pulls) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
