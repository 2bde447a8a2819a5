import { expect } from '@playwright/test';
import { type Account, signUp } from './accounts.js';
import { call } from './http.js';
import { type Image, pull, pullPath } from './images.js';
import { quotaOf } from './rate-limit.js';

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

/**
 * Waits until plan personal has a limit in every subset: users are spread over them, and each sidecar learns of an edit in
 * its own time.
 */
export async function untilPersonalHas(limit: number, image: Pick<Image, 'id'>): Promise<void> {
  const { token } = await signUp('personal');
  const limits = () =>
    Promise.all(
      Object.values(VARIANTS).map(async (variant) => {
        const { response } = await pull(token, image, `w=64&imagehub-variant=renditions:${variant}`);
        return quotaOf(response.headers);
      }),
    );
  await expect.poll(limits, { intervals: [50], timeout: 5_000 }).toEqual(SUBSETS.map(() => limit));
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
