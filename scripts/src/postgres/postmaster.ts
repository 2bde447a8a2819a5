import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, waitForExit } from '../process/inspect.js';

const fastShutdown = 'SIGINT';
const gracefulMs = 10_000;

/**
 * Ends a server that an earlier, killed run left behind on this data directory, and removes a
 * `postmaster.pid` that no server stands behind, so that the next start finds the directory free.
 */
export async function releaseDataDir(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  const content = await readFile(pidFile, 'utf8').catch(() => undefined);
  if (content === undefined) return;
  const pid = Number.parseInt(content, 10);
  if (pid > 0 && servesDataDir(pid, dataDir)) await end(pid);
  await rm(pidFile, { force: true });
}

/** The id in postmaster.pid may since have been given to any other process, which must not be touched. */
function servesDataDir(pid: number, dataDir: string): boolean {
  const command = commandLine(pid) ?? '';
  return command.includes('postgres') && command.includes(dataDir);
}

async function end(pid: number): Promise<void> {
  process.kill(pid, fastShutdown);
  if (await waitForExit(pid, gracefulMs)) return;
  process.kill(pid, 'SIGKILL');
  await waitForExit(pid, gracefulMs);
}
