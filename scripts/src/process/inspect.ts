import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const onLinux = process.platform === 'linux';

/** Whether a process with this id exists (a zombie counts as gone). */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (!onLinux) return true;
  const fields = await statFields(pid);
  return fields !== undefined && fields[0] !== 'Z';
}

/** The command line of a process, or undefined when there is none. */
export async function commandLine(pid: number): Promise<string | undefined> {
  if (onLinux) {
    const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return raw === '' ? undefined : raw.replaceAll('\0', ' ').trim();
  }
  return ps(pid, 'command=');
}

/**
 * A value that stays the same for the life of a process and differs from that of any other process that
 * is given the same id later: clock ticks since boot on Linux, the start date elsewhere.
 */
export async function startMark(pid: number): Promise<string | undefined> {
  if (onLinux) return (await statFields(pid))?.[19];
  return ps(pid, 'lstart=');
}

/**
 * Waits until a process is gone.
 * @param timeoutMs how long to wait, in milliseconds
 * @returns false when it still lives at the end
 */
export async function waitForExit(pid: number, timeoutMs: number): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (await isAlive(pid)) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

/** The fields of /proc/<pid>/stat from the state on (proc_pid_stat(5), field 3 is index 0). */
async function statFields(pid: number): Promise<string[] | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The command in parentheses may itself hold spaces and parentheses.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

async function ps(pid: number, format: string): Promise<string | undefined> {
  const result = await run('ps', ['-o', format, '-p', String(pid)]).catch(() => undefined);
  return result?.stdout.trim() || undefined;
}
