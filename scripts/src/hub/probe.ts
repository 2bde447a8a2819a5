import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How to see that a part is ready. It stands in run/hub.json, so that `npm run status` asks the same. */
export type Probe =
  /** Answers 2xx; with `expect`, its body must hold that text too. */
  | { http: string; expect?: string }
  /** A PostgreSQL on this port lets clients log in. */
  | { postgres: number };

/** PostgreSQL's frontend/backend protocol 3.0, "Message Formats". */
const startupMessage = startup({ user: 'postgres', database: 'postgres' });
const authenticationRequest = 'R'.charCodeAt(0);

const timeoutMs = 2_000;
const intervalMs = 60;

/** Asks once. */
export async function isReady(probe: Probe, signal?: AbortSignal): Promise<boolean> {
  return 'postgres' in probe ? acceptsLogin(probe.postgres) : answers(probe, signal);
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

/** A server that is still recovering accepts connections, too, but answers an error instead of asking for a password. */
function acceptsLogin(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: timeoutMs });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => socket.write(startupMessage));
    socket.once('data', (answer) => end(answer[0] === authenticationRequest));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
    socket.once('close', () => end(false));
  });
}

function startup(parameters: Record<string, string>): Buffer {
  const text = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`);
  const body = Buffer.from(`${text.join('')}\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt16BE(3, 4);
  return Buffer.concat([head, body]);
}
