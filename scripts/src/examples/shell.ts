import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What became of commands. */
export interface Run {
  /** Standard output and error, as they came. */
  printed: string;
  /** Why the shell cannot run any more, if so: it ended, or the commands took too long and were ended. */
  over?: string;
}

/** A bash that keeps its variables, functions and folder from one run to the next. */
export interface Shell {
  run(commands: string): Promise<Run>;
  /** Ends it and all that its commands have started. */
  close(): Promise<void>;
}

export interface ShellOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** The longest that one run may take, in ms. */
  withinMs: number;
  /** Gets what is printed as it comes. */
  onOutput?: (text: string) => void;
}

/** Starts a bash without the user's own settings. */
export async function openShell({ cwd, env, withinMs, onOutput = () => {} }: ShellOptions): Promise<Shell> {
  const folder = await mkdtemp(join(tmpdir(), 'imagehub-shell-'));
  const script = join(folder, 'commands.sh');
  // A group of its own, so that it can be ended with all that it started.
  const bash = spawn('bash', ['--noprofile', '--norc'], { cwd, env, detached: true, stdio: 'pipe' });
  const closed = once(bash, 'close');
  const killAll = () => {
    try {
      process.kill(-(bash.pid as number), 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  bash.stdin.on('error', () => {});
  bash.stdin.write('exec 2>&1\n');
  bash.stdout.setEncoding('utf8');

  function run(commands: string): Promise<Run> {
    const mark = `\n${randomBytes(12).toString('hex')}\n`;
    let printed = '';
    let shown = 0;
    const show = (end: number) => {
      if (end > shown) onOutput(printed.slice(shown, end));
      shown = Math.max(shown, end);
    };
    return new Promise((resolve) => {
      const finish = (over?: string) => {
        clearTimeout(timer);
        bash.stdout.off('data', take);
        bash.off('close', ended);
        show(printed.length);
        resolve(over === undefined ? { printed } : { printed, over });
      };
      const take = (chunk: string) => {
        printed += chunk;
        const end = printed.indexOf(mark);
        // What could be a part of the mark waits for the rest.
        if (end === -1) return show(printed.length - mark.length);
        printed = printed.slice(0, end);
        finish();
      };
      const ended = () => finish('the shell has ended');
      const timer = setTimeout(() => {
        killAll();
        finish(`not done after ${withinMs / 1000} s`);
      }, withinMs);
      bash.stdout.on('data', take);
      bash.once('close', ended);
      if (bash.exitCode !== null || bash.signalCode !== null) return ended();
      // From a file, and with no input, so that no command reads those that follow as its own input.
      writeFile(script, commands).then(() =>
        bash.stdin.write(`. '${script}' </dev/null\nprintf '%s' '${mark}'\n`),
      );
    });
  }

  return {
    run,
    async close() {
      killAll();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
