import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '../checkout.js';
import { openShell, type Shell, type ShellOptions } from '../examples/shell.js';
import { exists } from '../exists.js';
import { Failure } from '../failure.js';
import { changedEntries, type Entries, readEntries } from './entries.js';
import type { TutorialHub } from './hub.js';

export interface SessionOptions {
  hub: TutorialHub;
  /** Ends the shell. */
  signal?: AbortSignal;
  onOutput?: (text: string) => void;
}

/** The longest that one block of commands may take, in ms: the benchmark takes a minute on an idle machine. */
const withinMs = 240_000;

/**
 * Does something in a shell that stands in the checkout, and sees to it that the hub is afterwards as it was before, whatever
 * becomes of it.
 * @throws {Failure} when the hub is not as before
 */
export async function inSession<T>(
  { hub, signal, onOutput }: SessionOptions,
  use: (shell: Shell) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'imagehub-tutorial-'));
  const options = { cwd: checkout, env: { ...hub.env, TMPDIR: folder }, withinMs };
  try {
    const before = await readEntries(hub.consulUrl);
    try {
      return await inShell(onOutput ? { ...options, onOutput } : options, signal, use);
    } finally {
      await restore(hub, before, options);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts back what a chapter that did not come to its end has changed, and makes sure of it. */
async function restore(hub: TutorialHub, before: Entries, options: ShellOptions): Promise<void> {
  // `begin_chapter` of docs/tutorial/commands.sh makes this folder and `put_back` removes it.
  const deployed = join(options.env.TMPDIR ?? '', 'imagehub-tutorial/deployed');
  if (await exists(deployed)) await inShell(options, undefined, (shell) => putBack(hub, shell));
  const changed = changedEntries(before, await readEntries(hub.consulUrl));
  if (changed.length > 0) throw new Failure(`Config entries are not as before: ${changed.join(', ')}`);
}

async function inShell<T>(
  options: ShellOptions,
  signal: AbortSignal | undefined,
  use: (shell: Shell) => Promise<T>,
): Promise<T> {
  const shell = await openShell(options);
  const close = () => void shell.close();
  signal?.addEventListener('abort', close, { once: true });
  try {
    return await use(shell);
  } finally {
    signal?.removeEventListener('abort', close);
    await shell.close();
  }
}

/** A chapter that begins puts back first what one before has left. */
async function putBack({ way }: TutorialHub, shell: Shell): Promise<void> {
  const { printed } = await shell.run(`. docs/tutorial/${way}.sh`);
  if (!printed.includes('is put back')) {
    throw new Failure('The hub could not be put back as it was before:', printed.trim());
  }
}
