import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const onLinux = process.platform === 'linux';

/** Whether a process with this id exists (a zombie counts as gone). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (!onLinux) return true;
  const state = statFields(pid)?.[0];
  return state !== undefined && state !== 'Z';
}

/** The command line of a process, or undefined when there is none. */
export function commandLine(pid: number): string | undefined {
  if (!onLinux) return psSync(pid, 'command=');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch {
    return undefined;
  }
}

/**
 * A value that stays the same for the life of a process and differs from that of any other process that
 * is given the same id later: clock ticks since boot on Linux, the start date elsewhere. Undefined for a
 * process that is gone. Synchronous, so that a process just started can be recorded at once.
 */
export function startMark(pid: number): string | undefined {
  if (!onLinux) return psSync(pid, 'lstart=');
  const fields = statFields(pid);
  return fields?.[0] === 'Z' ? undefined : fields?.[19];
}

/**
 * Waits until a process is gone.
 * @param timeoutMs how long to wait, in milliseconds
 * @returns false when it still lives at the end
 */
export async function waitForExit(pid: number, timeoutMs: number): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > end) return false;
    await delay(25);
  }
  return true;
}

/** The fields of /proc/<pid>/stat from the state on (proc_pid_stat(5), field 3 is index 0). */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command in parentheses may itself hold spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function psSync(pid: number, format: string): string | undefined {
  try {
    return execFileSync('ps', ['-o', format, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
