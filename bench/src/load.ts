import { Failure } from '@imagehub/scripts/dist/failure.js';
import { execa, type ResultPromise } from 'execa';
import { HOLD } from './envoy/bootstrap.js';
import { pinned } from './envoy/process.js';
import type { Pull } from './request.js';

/** How many requests are in flight, on as many keep-alive connections. */
export interface Concurrency {
  inFlight: number;
  /**
   * Milliseconds for which Envoy holds each behind the filters. Without it Envoy would answer one after the other, and have
   * one in flight, however many wait on their connections.
   */
  held: number;
}

/** Latencies in µs. */
export interface Latencies {
  p50: number;
  p99: number;
}

/** A load that runs until it is ended. */
export interface Load {
  /** @throws {Failure} if any request failed or was refused, since then something else was measured */
  end(): Promise<Latencies>;
}

/** A script for wrk; each prints the figures as JSON, on the line after wrk's report. */
export interface Script {
  name: 'figures' | 'users' | 'leases';
  args?: (string | number)[];
}

/** No load lives longer, whatever becomes of its parent. */
const AT_MOST_SECONDS = 120;

/**
 * Keeps requests in flight, from one thread.
 *
 * @param processor the one that the load alone is to use
 * @param atMostSeconds it ends by itself after so long
 */
export function startLoad(
  port: number,
  { path, headers, script = { name: 'figures' } }: Pull,
  { inFlight, held }: Concurrency,
  processor?: number,
  atMostSeconds = AT_MOST_SECONDS,
): Load {
  const url = `http://127.0.0.1:${port}${path}`;
  const file = new URL(`../wrk/${script.name}.lua`, import.meta.url).pathname;
  const all = Object.entries({ ...headers, ...(held > 0 && { [HOLD]: held }) });
  const fields = all.flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const wrk = ['wrk', '-t1', `-c${inFlight}`, `-d${atMostSeconds}s`, '--timeout', '10s', '-s', file];
  const scriptArgs = (script.args ?? []).map(String);
  const [command = 'wrk', ...args] = [...pinned(processor), ...wrk, ...fields, url, '--', ...scriptArgs];
  const child = execa(command, args, { reject: false, cleanup: true });
  return { end: () => end(child, url) };
}

async function end(child: ResultPromise, url: string): Promise<Latencies> {
  // On SIGINT wrk stops at once and reports.
  child.kill('SIGINT');
  const { stdout } = await child;
  const line = String(stdout).trimEnd().split('\n').at(-1) ?? '';
  const { failed, ...latencies } = JSON.parse(line) as Latencies & { failed: number };
  if (failed > 0) throw new Failure(`${failed} requests to ${url} failed or were refused.`);
  return latencies;
}

/** @throws {Failure} if wrk is not installed */
export async function findWrk(): Promise<void> {
  const { code } = await execa('wrk', ['-v'], { reject: false });
  if (code !== 'ENOENT') return;
  throw new Failure('The load comes from wrk, which is not on PATH.', 'Next step: apt-get install wrk');
}
