import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Finds the processes, other than this one, that have a text in their command line or (on Linux) in their
 * environment.
 * @returns each as "<pid> <command line>"
 */
export async function processesMentioning(text: string): Promise<string[]> {
  const all = process.platform === 'linux' ? await fromProc() : await fromPs();
  return all
    .filter(({ pid, mentions }) => pid !== process.pid && mentions.includes(text))
    .map(({ line }) => line);
}

interface Entry {
  pid: number;
  mentions: string;
  line: string;
}

async function fromProc(): Promise<Entry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async (pid) => {
      const [command, environment] = await Promise.all(
        ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
      );
      const line = `${pid} ${command?.replaceAll('\0', ' ').trim()}`;
      return { pid: Number(pid), line, mentions: `${command}\0${environment}` };
    }),
  );
}

async function fromPs(): Promise<Entry[]> {
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,command=']);
  return stdout
    .split('\n')
    .map((line) => ({ pid: Number.parseInt(line, 10), line: line.trim(), mentions: line }));
}
