import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process that listens on a port. */
export interface Holder {
  pid: number;
  /** Name of its program. */
  name: string;
}

/** State LISTEN in /proc/net/tcp. */
const listening = '0A';

/**
 * Finds who listens on a TCP port.
 * @returns undefined when nobody does, or when it is a process of another user that we may not look into
 */
export async function holderOf(port: number): Promise<Holder | undefined> {
  return process.platform === 'linux' ? fromProc(port) : fromLsof(port);
}

/** "process 4711 (node)", or what can be said when the holder may not be seen. */
export function describeHolder(holder: Holder | undefined): string {
  return holder ? `process ${holder.pid} (${holder.name})` : 'a process of another user';
}

async function fromProc(port: number): Promise<Holder | undefined> {
  const sockets = await listeningSockets(port);
  if (sockets.size === 0) return undefined;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || !(await hasOpen(entry, sockets))) continue;
    const name = await readFile(`/proc/${entry}/comm`, 'utf8').catch(() => '?');
    return { pid: Number(entry), name: name.trim() };
  }
  return undefined;
}

/** Names of the sockets that listen on a port, as the links in /proc/<pid>/fd spell them (proc(5)). */
async function listeningSockets(port: number): Promise<Set<string>> {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'];
  const texts = await Promise.all(tables.map((file) => readFile(file, 'utf8').catch(() => '')));
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = texts.flatMap((text) => text.split('\n').slice(1)).map((line) => line.trim().split(/\s+/));
  const matching = rows.filter(([, local, , state]) => state === listening && local?.endsWith(suffix));
  return new Set(matching.map((fields) => `socket:[${fields[9]}]`));
}

async function hasOpen(pid: string, sockets: Set<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  const links = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return links.some((link) => sockets.has(link));
}

async function fromLsof(port: number): Promise<Holder | undefined> {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'];
  const result = await run('lsof', args).catch(() => undefined);
  const pid = /^p(\d+)/m.exec(result?.stdout ?? '')?.[1];
  const name = /^c(.+)/m.exec(result?.stdout ?? '')?.[1];
  return pid && name ? { pid: Number(pid), name } : undefined;
}
