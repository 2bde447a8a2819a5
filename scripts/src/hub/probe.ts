import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How to see that a part is ready. It stands in run/hub.json, so that `npm run status` asks the same. */
export type Probe =
  /** Answers 2xx; with `expect`, its body must hold that text too. */
  { http: string; expect?: string } | /** Accepts connections. */ { tcp: number };

const timeoutMs = 2_000;
const intervalMs = 60;

/** Asks once. */
export async function isReady(probe: Probe, signal?: AbortSignal): Promise<boolean> {
  return 'tcp' in probe ? accepts(probe.tcp) : answers(probe, signal);
}

/** Asks until the answer is yes; rejects when the signal aborts. */
export async function untilReady(probe: Probe, signal: AbortSignal): Promise<void> {
  while (!(await isReady(probe, signal))) await delay(intervalMs, undefined, { signal });
}

async function answers(
  { http, expect = '' }: { http: string; expect?: string },
  signal?: AbortSignal,
): Promise<boolean> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(http, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    const body = await response.text();
    return response.ok && body.includes(expect);
  } catch {
    return false;
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: timeoutMs });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
