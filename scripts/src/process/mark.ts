import { startMark } from './inspect.js';

/** A process, told apart from later ones that are given the same id. */
export interface ProcessMark {
  pid: number;
  startMark: string | undefined;
}

/** Marks a process that lives now. */
export function markOf(pid: number): ProcessMark {
  return { pid, startMark: startMark(pid) };
}

/** Whether a marked process still lives. */
export function lives({ pid, startMark: mark }: ProcessMark): boolean {
  return mark !== undefined && startMark(pid) === mark;
}
