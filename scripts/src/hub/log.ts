import { appendFileSync, closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const rotateAtBytes = 5 * 1024 * 1024;

/**
 * Opens a part's log for a new run: a log that has grown past 5 MB is kept as `<part>.log.1` and a new one
 * begun.
 * @returns its path
 */
export function openLog(folder: string, part: string): string {
  const file = join(folder, `${part}.log`);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > rotateAtBytes) renameSync(file, `${file}.1`);
  closeSync(openSync(file, 'a'));
  return file;
}

/** Adds a line of the runner itself to a part's log, in the form of the services' own lines. */
export function note(file: string, message: string): void {
  const line = { level: 40, time: Date.now(), name: 'runner', msg: message };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/** The last lines of a log. */
export function tail(file: string, lines: number): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
