import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PortsInUse } from '../ports/table.js';
import type { ProcessMark } from '../process/mark.js';
import type { Home } from './home.js';
import type { Probe } from './probe.js';

export type PartHealth = 'starting' | 'ready' | 'waiting' | 'stopped';

export interface PartState {
  /** The part's process; absent while it waits to be started again and when it is stopped. */
  process?: ProcessMark;
  /** Its program, to check a process against before it is ended. */
  program: string;
  health: PartHealth;
  /** When it got into this state, ISO 8601. */
  since: string;
  restarts: number;
  /** Its main port. */
  port: number;
  probe: Probe;
}

/** What run/hub.json holds: where a hub is and what it consists of. It is kept when the hub stops. */
export interface HubState {
  state: 'starting' | 'ready' | 'stopping' | 'stopped';
  runner: ProcessMark;
  /** ISO 8601. */
  startedAt: string;
  /** When all of it answered for the first time, ISO 8601. */
  readyAt?: string;
  /** Address of the edge. */
  url: string;
  consulUrl: string;
  home: string;
  ports: PortsInUse;
  parts: Record<string, PartState>;
}

/** Path of the state in a home. */
function stateFile(home: Home): string {
  return join(home.run, 'hub.json');
}

/** The state that the last or current run wrote, if any. */
export function readState(home: Home): HubState | undefined {
  try {
    return JSON.parse(readFileSync(stateFile(home), 'utf8')) as HubState;
  } catch {
    return undefined;
  }
}

/**
 * Writes the state. Without a pause between starting a process and recording it: should the runner be
 * killed, the next run must know of all processes.
 */
export function writeState(home: Home, state: HubState): void {
  const draft = `${stateFile(home)}.new`;
  writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(draft, stateFile(home));
}
