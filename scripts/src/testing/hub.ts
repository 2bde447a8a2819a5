import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '../checkout.js';
import { hubHome } from '../hub/home.js';
import { type HubState, readState } from '../hub/state.js';
import { freePorts } from '../ports/free.js';

/** The environment of a hub of its own: another home and other ports than any hub on this machine. */
export async function ownHub(): Promise<NodeJS.ProcessEnv & { IMAGEHUB_HOME: string }> {
  const home = await mkdtemp(join(tmpdir(), 'imagehub-hub-'));
  // mkdtemp makes 0700; when run as root, PostgreSQL runs as another user.
  await chmod(home, 0o755);
  const ports = freePorts();
  return {
    ...process.env,
    IMAGEHUB_HOME: home,
    IMAGEHUB_EDGE_PORT: String((await ports.next()).value),
    IMAGEHUB_CONSUL_PORT: String((await ports.next()).value),
  };
}

/** A hub that runs as a process, as `npm start` runs it. */
export interface HubProcess {
  child: ChildProcess;
  /** All that it has written. */
  output(): string;
  /** Resolves when the output holds a text; rejects when the process ends before. */
  says(text: string): Promise<void>;
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | string>;
  /** What run/hub.json holds now. */
  state(): HubState;
}

/** Runs `start` with the environment of a hub of its own. */
export function launchHub(env: NodeJS.ProcessEnv, ...args: string[]): HubProcess {
  const child = spawn(process.execPath, [join(checkout, 'scripts/run.mjs'), 'start', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      child.emit('output');
    });
  }
  return {
    child,
    ended,
    output: () => text,
    state: () => readState(hubHome(env)) as HubState,
    says: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => text.includes(wanted) && resolve();
        child.on('output', look);
        look();
        ended.then((code) => reject(new Error(`start ended (${code}) without "${wanted}":\n${text}`)));
      }),
  };
}
