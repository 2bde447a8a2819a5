import { parseArgs } from 'node:util';
import { lives } from '../process/mark.js';
import { type MemoryOf, memoryReader } from '../process/memory.js';
import { table } from '../table.js';
import { hubHome } from './home.js';
import { isReady } from './probe.js';
import { type HubState, type PartState, readState } from './state.js';

interface PartReport {
  name: string;
  pid: number | null;
  port: number;
  /** What the part itself answers now, or what the runner is doing about it. */
  health: 'ready' | 'not ready' | 'starting' | 'waiting' | 'stopped';
  /** Whole seconds in this state. */
  seconds: number;
  restarts: number;
  /** Memory of its process and the processes below, in bytes. */
  bytes: number;
}

/** `status [--json]`: what the hub of this home consists of now. Exit code 0 when all of it is ready, else 1. */
export async function status(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
  const state = readState(hubHome());
  const runs = state !== undefined && lives(state.runner);
  const parts = state && runs ? await reportParts(state) : [];
  process.exitCode = runs && parts.every(({ health }) => health === 'ready') ? 0 : 1;
  if (values.json)
    console.log(
      JSON.stringify({ state: runs ? state.state : 'stopped', url: state?.url ?? null, parts }, null, 2),
    );
  else if (!state || !runs) console.log(stopped(state));
  else console.log(describe(state, parts));
}

function stopped(state: HubState | undefined): string {
  const leftovers = Object.entries(state?.parts ?? {}).filter(
    ([, part]) => part.process && lives(part.process),
  );
  if (leftovers.length === 0) return 'No hub runs here. Start one: npm start';
  const names = leftovers.map(([name, part]) => `${name} (${part.process?.pid})`);
  return `The runner was killed and has left ${names.join(', ')}. The next start ends them: npm start`;
}

async function reportParts(state: HubState): Promise<PartReport[]> {
  const memoryOf = await memoryReader();
  const reports = await Promise.all(
    Object.entries(state.parts).map(([name, part]) => reportPart(name, part, memoryOf)),
  );
  return [...reports, await reportRunner(state, reports, memoryOf)];
}

async function reportPart(name: string, part: PartState, memoryOf: MemoryOf): Promise<PartReport> {
  const pid = part.process?.pid ?? null;
  const answers = part.health === 'ready' && (await isReady(part.probe));
  return {
    name,
    pid,
    port: part.port,
    health: part.health === 'ready' && !answers ? 'not ready' : part.health,
    seconds: secondsSince(part.since),
    restarts: part.restarts,
    bytes: pid === null ? 0 : await memoryOf(pid),
  };
}

/** The parts are processes below the runner: what is not theirs is its own. */
async function reportRunner(state: HubState, parts: PartReport[], memoryOf: MemoryOf): Promise<PartReport> {
  const all = await memoryOf(state.runner.pid);
  return {
    name: 'runner',
    pid: state.runner.pid,
    port: 0,
    health: 'ready',
    seconds: secondsSince(state.startedAt),
    restarts: 0,
    bytes: Math.max(0, all - parts.reduce((sum, { bytes }) => sum + bytes, 0)),
  };
}

function describe(state: HubState, parts: PartReport[]): string {
  const rows = parts.map(({ name, pid, port, health, seconds, restarts, bytes }) => [
    name,
    pid === null ? '' : String(pid),
    port === 0 ? '' : String(port),
    health,
    duration(seconds),
    String(restarts),
    mebibytes(bytes),
  ]);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    `Image Hub at ${state.url} (${state.state}), Consul at ${state.consulUrl}`,
    '',
    table(['part', 'pid', 'port', 'health', 'since', 'restarts', 'memory'], rows, new Set([1, 2, 4, 5, 6])),
    '',
    `${mebibytes(total)} of memory in all processes`,
  ].join('\n');
}

function secondsSince(time: string): number {
  return Math.round((Date.now() - Date.parse(time)) / 1000);
}

/** Seconds as 42 s, 12 min or 3.5 h. */
function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}
