import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@imagehub/scripts/dist/failure.js';
import { execa } from 'execa';
import { type Listener, subscriber, verifiedClaims } from './envoy/bootstrap.js';
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
}

/** How often and how long. */
export interface Schedule {
  rounds: number;
  /** Seconds that each load is measured. */
  seconds: number;
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
interface Processors {
  envoy?: number;
  load?: number;
}

const CONNECTS_WITHIN_MS = 30_000;
const POLL_MS = 20;

/**
 * Measures all variants on one Envoy, one after the other, in several rounds; each round begins with another one, so
 * that what slowly changes on the machine touches all alike. A round before the first warms up and is thrown away.
 */
export async function measureCpu(
  binary: string,
  variants: Variant[],
  pull: Pull,
  { rounds, seconds, loads }: Schedule,
  progress: Progress,
): Promise<Measurement[]> {
  const processors = await separateProcessors();
  const envoy = await startEnvoy(binary, variants.map(listener), processors.envoy);
  const measurements: Measurement[] = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      const title = round === 0 ? 'warming up' : `round ${round} of ${rounds}`;
      for (const load of loads) {
        for (const { id } of rotated(variants, round)) {
          progress(`${title}, ${load.inFlight} in flight: ${id}`);
          const measured = await measure(envoy, id, pull, load, seconds, processors);
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
  { seconds, loads }: Schedule,
  progress: Progress,
): Promise<Memory[]> {
  const processors = await separateProcessors();
  const most = loads.reduce((one, other) => (other.inFlight > one.inFlight ? other : one));
  const all: Memory[] = [];
  for (const variant of variants) {
    const { id } = variant;
    progress(`memory: ${id}`);
    const envoy = await startEnvoy(binary, [listener(variant)], processors.envoy);
    try {
      const before = await envoy.memory();
      await measure(envoy, id, pull, most, seconds, processors);
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
  seconds: number,
  processors: Processors,
): Promise<{ cpu: number } & Latencies> {
  const load = startLoad(envoy.port(id), pull, concurrency, processors.load);
  try {
    await connections(envoy, id, concurrency.inFlight);
    const before = await snapshot(envoy, id);
    await sleep(seconds * 1000);
    const after = await snapshot(envoy, id);
    const cpu = Number(after.cpu - before.cpu) / 1000 / (after.requests - before.requests);
    return { cpu, ...(await load.end()) };
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

async function snapshot(envoy: Envoy, id: string) {
  const cpu = await envoy.cpu();
  const requests = await envoy.statistic(`http.${id}.downstream_rq_completed`);
  return { cpu, requests };
}

function listener({ id, filters }: Variant): Listener {
  return { name: id, filters: [verifiedClaims(subscriber), ...filters] };
}

function rotated<T>(items: T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

async function separateProcessors(): Promise<Processors> {
  if (cpus().length < 2) return {};
  const { failed } = await execa('taskset', ['--version'], { reject: false });
  return failed ? {} : { envoy: 0, load: 1 };
}
