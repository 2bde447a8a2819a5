import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Answers how much memory a process and its descendants use, in bytes. */
export type MemoryOf = (pid: number) => Promise<number>;

/**
 * Takes a picture of the process tree. On Linux a process counts with its proportional set size, which
 * divides shared pages among those that share them, so that the sum over processes is what they really
 * take; elsewhere with its resident set size, which counts shared pages each time.
 */
export async function memoryReader(): Promise<MemoryOf> {
  const linux = process.platform === 'linux';
  const table = linux ? await fromProc() : await fromPs();
  const memoryOf: MemoryOf = async (pid) => {
    const own = linux ? await proportionalSetSize(pid) : (table.resident.get(pid) ?? 0);
    const below = await Promise.all((table.children.get(pid) ?? []).map(memoryOf));
    return below.reduce((sum, bytes) => sum + bytes, own);
  };
  return memoryOf;
}

interface ProcessTable {
  children: Map<number, number[]>;
  resident: Map<number, number>;
}

async function fromProc(): Promise<ProcessTable> {
  const table: ProcessTable = { children: new Map(), resident: new Map() };
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (parent > 0) addChild(table, parent, pid);
    }),
  );
  return table;
}

async function fromPs(): Promise<ProcessTable> {
  const table: ProcessTable = { children: new Map(), resident: new Map() };
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,rss=']);
  for (const line of stdout.split('\n')) {
    const [pid, parent, kibibytes] = line.trim().split(/\s+/).map(Number);
    if (pid === undefined || parent === undefined || kibibytes === undefined) continue;
    addChild(table, parent, pid);
    table.resident.set(pid, kibibytes * 1024);
  }
  return table;
}

function addChild({ children }: ProcessTable, parent: number, pid: number): void {
  children.set(parent, [...(children.get(parent) ?? []), pid]);
}

async function proportionalSetSize(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}
