import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** A step that failed; the message holds its output and is meant for the person who ran it. */
export class StepError extends Error {}

const interactive = process.stderr.isTTY && !process.env.CI;

/** Steps that find nothing to do end within this many milliseconds and are not worth a line. */
const worthShowingMs = 500;

/**
 * Runs a program of the build, showing the title with the time it took. Its output is kept, and shown
 * only when it fails. Progress goes to stderr, so that `--json` output on stdout stays clean.
 *
 * @param {string} title what is done, for people
 * @param {string} file program
 * @param {string[]} args its arguments
 * @param {{ cwd?: string, hint?: string }} [options] `hint`: what to do when it fails
 * @throws {StepError}
 */
export async function step(title, file, args, { cwd = root, hint } = {}) {
  const progress = showProgress(title);
  const { code, output } = await execute(file, args, cwd);
  progress.end(code === 0);
  if (code === 0) return;
  const command = [path.basename(file), ...args].join(' ');
  const parts = [`\n${output.trimEnd()}\n`, `Failed: ${command} (exit code ${code})`, hint];
  throw new StepError(parts.filter(Boolean).join('\n'));
}

function showProgress(title) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  let shown = false;
  const draw = () => {
    if (interactive) process.stderr.write(`\r\x1b[2K… ${title} (${seconds()} s)`);
    else if (!shown) process.stderr.write(`… ${title}\n`);
    shown = true;
  };
  const timer = setInterval(draw, worthShowingMs);
  return {
    end(succeeded) {
      clearInterval(timer);
      if (interactive && shown) process.stderr.write('\r\x1b[2K');
      if (shown || !succeeded) process.stderr.write(`${succeeded ? '✔' : '✖'} ${title} (${seconds()} s)\n`);
    },
  };
}

function execute(file, args, cwd) {
  return new Promise((resolve) => {
    const chunks = [];
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ code: error.code, output: error.message }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? signal, output: Buffer.concat(chunks).toString() }),
    );
  });
}
