import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How to see that a part is ready. It stands in run/hub.json, so that `npm run status` asks the same. */
export type Probe =
  /** Answers 2xx; with `expect`, its body must hold that text too. */
  | { http: string; expect?: string }
  /** A PostgreSQL on this port lets clients log in. */
  | { postgres: number }
  /** A Valkey on this port takes commands. */
  | { valkey: number };

/** PostgreSQL's frontend/backend protocol 3.0, "Message Formats". */
const startupMessage = startup({ user: 'postgres', database: 'postgres' });
/** The answer of a server that is still recovering is an error instead. */
const authenticationRequest = /^R/;

/** RESP, "Inline commands". One with a password wants it before anything else. */
const ping = 'PING\r\n';
const pong = /^(\+PONG|-NOAUTH)/;

const timeoutMs = 2_000;
const intervalMs = 60;

/** Asks once. */
export async function isReady(probe: Probe, signal?: AbortSignal): Promise<boolean> {
  if ('postgres' in probe) return replies(probe.postgres, startupMessage, authenticationRequest);
  if ('valkey' in probe) return replies(probe.valkey, ping, pong);
  return answers(probe, signal);
}

/** Asks until the answer is yes; rejects when the signal aborts. */
export async function untilReady(probe: Probe, signal: AbortSignal): Promise<void> {
  while (!(await isReady(probe, signal))) await delay(intervalMs, undefined, { signal });
}

/** Asks at the edge until the frontends, auth and the image-stores have answered; rejects when the signal aborts. */
export async function untilHubAnswers(url: string, signal: AbortSignal): Promise<void> {
  const paths = ['/', '/api/plans', '/api/images?limit=1'];
  await Promise.all(paths.map((path) => untilReady({ http: url + path }, signal)));
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

function replies(port: number, message: string | Buffer, expected: RegExp): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: timeoutMs });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => socket.write(message));
    socket.once('data', (answer) => end(expected.test(answer.toString('latin1'))));
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
