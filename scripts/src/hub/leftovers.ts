import { basename } from 'node:path';
import { commandLine, waitForExit } from '../process/inspect.js';
import { lives } from '../process/mark.js';
import type { HubState, PartState } from './state.js';

const graceMs = 3_000;

/**
 * Ends the processes of a hub whose runner was killed.
 * @returns the names of the parts that were still there
 */
export async function endLeftovers(state: HubState): Promise<string[]> {
  const found = Object.entries(state.parts).filter(([, part]) => isOurs(part));
  await Promise.all(found.map(([, part]) => end(part.process?.pid as number)));
  return found.map(([name]) => name);
}

/**
 * A process counts as the part only when id, start time and program all agree: the id may by now belong to
 * anything else.
 */
function isOurs({ process: mark, program }: PartState): boolean {
  if (!mark || !lives(mark)) return false;
  return (commandLine(mark.pid) ?? '').includes(basename(program));
}

async function end(pid: number): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  if (await waitForExit(pid, graceMs)) return;
  signalGroup(pid, 'SIGKILL');
  await waitForExit(pid, graceMs);
}

/** Each part leads a process group of its own. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended in the meantime.
  }
}
