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

/** Prints the figures as JSON, on the line after wrk's report. */
const FIGURES = new URL('../wrk/figures.lua', import.meta.url).pathname;

/** No load lives longer, whatever becomes of its parent. */
const AT_MOST_SECONDS = 120;

/**
 * Keeps requests in flight, from one thread.
 *
 * @param processor the one that the load alone is to use
 */
export function startLoad(
  port: number,
  { path, headers }: Pull,
  { inFlight, held }: Concurrency,
  processor?: number,
): Load {
  const url = `http://127.0.0.1:${port}${path}`;
  const all = Object.entries({ ...headers, ...(held > 0 && { [HOLD]: held }) });
  const fields = all.flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const wrk = ['wrk', '-t1', `-c${inFlight}`, `-d${AT_MOST_SECONDS}s`, '--timeout', '10s', '-s', FIGURES];
  const [file = 'wrk', ...args] = [...pinned(processor), ...wrk, ...fields, url];
  const child = execa(file, args, { reject: false, cleanup: true });
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
