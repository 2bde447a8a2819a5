import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** CPU time that all threads of a process have had, in nanoseconds. */
export async function cpuTime(pid: number): Promise<bigint> {
  const tasks = `/proc/${pid}/task`;
  let sum = 0n;
  for (const task of await readdir(tasks)) {
    // The first number is the time on a processor in nanoseconds (Documentation/scheduler/sched-stats.rst in Linux);
    // `stat` has the same time in hundredths of a second.
    const [onProcessor = '0'] = (await readFile(join(tasks, task, 'schedstat'), 'utf8')).split(' ');
    sum += BigInt(onProcessor);
  }
  return sum;
}

/** Resident memory of a process, in bytes. */
export async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? '0';
  return Number(kibibytes) * 1024;
}
