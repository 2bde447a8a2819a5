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

/** Waits until the hub answers from its database through the edge. */
export async function untilServing(timeout = 30_000): Promise<void> {
  const status = async () => {
    const response = await call('/api/images?limit=1');
    await response.arrayBuffer();
    return response.status;
  };
  await expect.poll(status, { message: 'the hub serves', intervals: [50], timeout }).toBe(200);
}
