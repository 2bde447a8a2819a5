import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure, messageOf } from '../failure.js';
import type { Account } from '../postgres/account.js';
import { identity } from '../postgres.js';
import { markOf, type ProcessMark } from '../process/mark.js';
import { backoff, settledMs } from './backoff.js';
import { note, tail } from './log.js';
import { type Probe, untilReady } from './probe.js';
import type { PartHealth } from './state.js';

export interface Command {
  file: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** Account to run as; undefined: the runner's. */
  account?: Account | undefined;
}

/** What the supervisor must know of a part. */
export interface Supervisable {
  name: string;
  /** Asked before each start, so that it can first put right what the last process left behind. */
  command: () => Promise<Command>;
  probe: Probe;
  /** Asks the process to end. @default 'SIGTERM' */
  stopSignal?: NodeJS.Signals;
  /** Whether the signal goes to the part's process alone, which then ends its own. @default false */
  stopsItsOwn?: boolean;
}

export interface PartChange {
  health: PartHealth;
  process: ProcessMark | undefined;
  restarts: number;
}

export interface SupervisorOptions {
  logFile: string;
  cwd: string;
  /** Told of each change, the start of a process before anything else happens. */
  onChange: (change: PartChange) => void;
  /** Told on one line when the part ended by itself and when it is back. */
  onIncident: (text: string) => void;
}

export interface Supervisor {
  /**
   * Starts the part, and from then on starts it again whenever it ends.
   * @returns when it is ready for the first time
   * @throws {Failure} with the end of its log when it ended three times without having been ready, or was
   *   not ready in a minute
   */
  start(): Promise<void>;
  /** Ends the part, by force after `graceMs` milliseconds; resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
  /** Kills the part at once. */
  kill(): void;
}

const firstAttempts = 3;
const readyWithinMs = 60_000;

/** Keeps one part alive. */
export function supervise(part: Supervisable, options: SupervisorOptions): Supervisor {
  const { logFile, onChange, onIncident } = options;
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let running: Promise<void> = Promise.resolve();
  let restarts = 0;
  let failures = 0;

  const change = (health: PartHealth) => {
    onChange({ health, process: child?.pid === undefined ? undefined : markOf(child.pid), restarts });
  };

  /** One life of the part; `whenReady` is called once it is. Resolves when its process is gone. */
  async function live(whenReady: () => void): Promise<string> {
    let ended: Promise<string>;
    try {
      const command = await part.command();
      if (stopping.signal.aborted) return 'stopped';
      child = launch(command, logFile, options.cwd);
      ended = ending(child);
      change('starting');
    } catch (error) {
      return messageOf(error);
    }
    const life = new AbortController();
    const becameReady = untilReady(part.probe, life.signal).then(
      () => {
        change('ready');
        whenReady();
      },
      () => {},
    );
    const reason = await ended;
    child = undefined;
    life.abort();
    await becameReady;
    return reason;
  }

  async function keepAlive(onFirstReady: () => void, onHopeless: (reason: string) => void): Promise<void> {
    let everReady = false;
    while (!stopping.signal.aborted) {
      const started = Date.now();
      const reason = await live(() => {
        if (everReady) tell(`${part.name} is back`);
        else onFirstReady();
        everReady = true;
      });
      if (stopping.signal.aborted) break;
      failures = Date.now() - started > settledMs ? 1 : failures + 1;
      if (!everReady && failures === firstAttempts) onHopeless(reason);
      const wait = backoff(failures);
      restarts += 1;
      change('waiting');
      tell(`${part.name} ended (${reason}); it starts again in ${wait / 1000} s`);
      await delay(wait, undefined, { signal: stopping.signal }).catch(() => {});
    }
    change('stopped');
  }

  function tell(text: string): void {
    note(logFile, text);
    onIncident(text);
  }

  return {
    start: () =>
      new Promise((resolve, reject) => {
        const fail = (what: string) =>
          reject(new Failure(`${part.name} ${what}. The end of ${logFile}:`, indent(tail(logFile, 8))));
        const late = setTimeout(() => fail(`was not ready within ${readyWithinMs / 1000} s`), readyWithinMs);
        const onReady = () => {
          clearTimeout(late);
          resolve();
        };
        running = keepAlive(onReady, (reason) => fail(`does not start (${reason})`));
        running.finally(() => {
          clearTimeout(late);
          reject(new Failure(`${part.name} was stopped`));
        });
      }),
    async stop(graceMs) {
      stopping.abort();
      if (child) send(child, part.stopSignal ?? 'SIGTERM', part.stopsItsOwn);
      const force = setTimeout(() => child && send(child, 'SIGKILL'), graceMs);
      await running;
      clearTimeout(force);
    },
    kill() {
      stopping.abort();
      if (child) send(child, 'SIGKILL');
    },
  };
}

/** Starts a process in a process group of its own: a Ctrl-C in the terminal reaches the runner alone. */
function launch(command: Command, logFile: string, cwd: string): ChildProcess {
  const log = openSync(logFile, 'a');
  try {
    return spawn(command.file, command.args, {
      cwd,
      env: { ...process.env, ...command.env },
      ...identity(command.account),
      detached: true,
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** Resolves with the reason when a process is gone, or could not be started. */
function ending(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

function send(child: ChildProcess, signal: NodeJS.Signals, alone = false): void {
  if (child.pid === undefined) return;
  try {
    process.kill(alone ? child.pid : -child.pid, signal);
  } catch {
    // It ended in the meantime.
  }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
