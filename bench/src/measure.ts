import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import { execa } from 'execa';
import { claimsOfRequest, type Listener, subscriber, verifiedClaims } from './envoy/bootstrap.js';
import { type Envoy, startEnvoy } from './envoy/process.js';
import { type Concurrency, type Latencies, startLoad } from './load.js';
import type { Pull } from './request.js';
import type { Variant } from './variants/variant.js';

/** One load on one variant. */
export interface Measurement extends Latencies {
  variant: string;
  inFlight: number;
  round: number;
  /** CPU time of the Envoy process per request, in µs. */
  cpu: number;
  /** Calls to the service per request, if there is one. */
  calls?: number;
}

/** A service that filters call. */
export interface Callee {
  cluster: string;
  port: number;
}

/** How often and how long. */
export interface Schedule {
  rounds: number;
  /** Seconds that each load is measured. */
  seconds: number;
  /** Seconds before that, in which filters find out about demand. Default: 0. */
  settling?: number;
  /** One load for each. */
  loads: Concurrency[];
}

/** Resident memory of an Envoy that runs one variant only, in bytes. */
export interface Memory {
  variant: string;
  /** Before any request. */
  before: number;
  /** After a load with the most requests in flight. */
  after: number;
}

type Progress = (text: string) => void;

/** Which processor Envoy has and which the load, if there are two and they can be kept apart. */
export interface Processors {
  envoy?: number;
  load?: number;
}

const CONNECTS_WITHIN_MS = 30_000;
const POLL_MS = 20;

/**
 * Measures all variants on one Envoy, one after the other, in several rounds; each round begins with another one, so
 * that what slowly changes on the machine touches all alike. A round before the first warms up and is thrown away.
 *
 * @param callee the service that the filters call, if they do
 */
export async function measureCpu(
  binary: string,
  variants: Variant[],
  pull: Pull,
  { rounds, loads, ...length }: Schedule,
  progress: Progress,
  callee?: Callee,
): Promise<Measurement[]> {
  const processors = await separateProcessors();
  const clusters = callee && { [callee.cluster]: callee.port };
  const listeners = variants.map((variant) => listener(variant, pull));
  const envoy = await startEnvoy(binary, listeners, processors.envoy, clusters);
  const measurements: Measurement[] = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      const title = round === 0 ? 'warming up' : `round ${round} of ${rounds}`;
      for (const load of loads) {
        for (const { id } of rotated(variants, round)) {
          progress(`${title}, ${load.inFlight} in flight: ${id}`);
          const measured = await measure(envoy, id, pull, load, length, processors, callee);
          if (round > 0) measurements.push({ variant: id, inFlight: load.inFlight, round, ...measured });
        }
      }
    }
  } finally {
    await envoy.stop();
  }
  return measurements;
}

/** Measures the memory of each variant on an Envoy of its own. */
export async function measureMemory(
  binary: string,
  variants: Variant[],
  pull: Pull,
  { loads, ...length }: Schedule,
  progress: Progress,
): Promise<Memory[]> {
  const processors = await separateProcessors();
  const most = loads.reduce((one, other) => (other.inFlight > one.inFlight ? other : one));
  const all: Memory[] = [];
  for (const variant of variants) {
    const { id } = variant;
    progress(`memory: ${id}`);
    const envoy = await startEnvoy(binary, [listener(variant, pull)], processors.envoy);
    try {
      const before = await envoy.memory();
      await measure(envoy, id, pull, most, length, processors);
      all.push({ variant: id, before, after: await envoy.memory() });
    } finally {
      await envoy.stop();
    }
  }
  return all;
}

/** Measures once all connections stand: 1,000 handshakes would be a good part of a short load. */
async function measure(
  envoy: Envoy,
  id: string,
  pull: Pull,
  concurrency: Concurrency,
  { seconds, settling = 0 }: Pick<Schedule, 'seconds' | 'settling'>,
  processors: Processors,
  callee?: Callee,
): Promise<{ cpu: number; calls?: number } & Latencies> {
  const load = startLoad(envoy.port(id), pull, concurrency, processors.load);
  try {
    await connections(envoy, id, concurrency.inFlight);
    await sleep(settling * 1000);
    const before = await snapshot(envoy, id, callee);
    await sleep(seconds * 1000);
    const after = await snapshot(envoy, id, callee);
    const requests = after.requests - before.requests;
    const cpu = Number(after.cpu - before.cpu) / 1000 / requests;
    const calls = (after.calls - before.calls) / requests;
    return { cpu, ...(callee && { calls }), ...(await load.end()) };
  } catch (error) {
    await load.end().catch(() => undefined);
    throw error;
  }
}

async function connections(envoy: Envoy, id: string, wanted: number): Promise<void> {
  const deadline = Date.now() + CONNECTS_WITHIN_MS;
  while ((await envoy.statistic(`http.${id}.downstream_cx_active`)) < wanted) {
    if (Date.now() > deadline) throw new Failure(`wrk did not open ${wanted} connections to Envoy.`);
    await sleep(POLL_MS);
  }
}

async function snapshot(envoy: Envoy, id: string, callee?: Callee) {
  const cpu = await envoy.cpu();
  const requests = await envoy.statistic(`http.${id}.downstream_rq_completed`);
  const calls = callee ? await envoy.statistic(`cluster.${callee.cluster}.upstream_rq_total`) : 0;
  return { cpu, requests, calls };
}

function listener({ id, filters }: Variant, { script }: Pull): Listener {
  const claims = script?.name === 'users' ? claimsOfRequest : verifiedClaims(subscriber);
  return { name: id, filters: [claims, ...filters] };
}

function rotated<T>(items: T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** Empty if there is only one, or no `taskset`. */
export async function separateProcessors(): Promise<Processors> {
  if (cpus().length < 2) return {};
  const { failed } = await execa('taskset', ['--version'], { reject: false });
  return failed ? {} : { envoy: 0, load: 1 };
}
