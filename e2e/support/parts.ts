import { expect } from '@playwright/test';
import { call } from './http.js';
import { pidOf, readHub } from './hub.js';

/** Ends a part's process as the kernel would when memory runs out. @returns its id */
export function killPart(name: string): number {
  const pid = pidOf(name);
  process.kill(pid, 'SIGKILL');
  return pid;
}

/** Waits until the runner has started a part again and found it ready. */
export async function untilReplaced(name: string, pid: number): Promise<void> {
  const state = () => {
    const part = readHub().parts[name];
    return { ready: part?.health === 'ready', sameProcess: part?.process?.pid === pid };
  };
  await expect
    .poll(state, { message: `${name} runs again`, intervals: [100], timeout: 30_000 })
    .toEqual({ ready: true, sameProcess: false });
}

/** What every instance behind the edge answers 200, its database permitting. */
const ASKED = [
  ...['stored', 'negotiated', 'fast'].map(
    (variant) => `/api/images?limit=1&imagehub-variant=renditions:${variant}`,
  ),
  ...['grid', 'masonry'].map((variant) => `/?imagehub-variant=gallery:${variant}`),
  '/api/plans',
];
/**
 * For how long it must do so without a break, in ms. That an instance was away reaches the edge up to a quarter of a second
 * after Consul has found out, and may do so when the instance is back already: then it is shut out once more.
 */
const STEADY = 1_000;

/** Waits until every instance is served through the edge, and is so for a while. */
export async function untilServing(timeout = 30_000): Promise<void> {
  let since = performance.now();
  const state = async () => {
    const statuses = await Promise.all(ASKED.map(async (path) => [path, await statusOf(path)] as const));
    const failing = statuses.filter(([, status]) => status !== 200);
    if (failing.length > 0) since = performance.now();
    return { failing, isSteady: performance.now() - since >= STEADY };
  };
  await expect
    .poll(state, { message: 'the hub serves', intervals: [50], timeout })
    .toEqual({ failing: [], isSteady: true });
}

/** Status of an answer, or 0 when there was none. */
async function statusOf(path: string): Promise<number> {
  try {
    const response = await call(path);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
