import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { exists } from '../exists.js';
import { Failure } from '../failure.js';
import { waitForLock } from '../process/lock.js';
import { cacheFolder } from './cache.js';
import { onPath } from './path.js';

/** A program that is a package on PyPI. */
interface PythonProgram {
  /** Of the package and of its program. */
  name: string;
  version: string;
  /** A file of the checkout that pins the package and all that it needs. */
  requirements: string;
}

/** The oldest Python that these run on. */
const oldest = [3, 10];

const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/**
 * Finds a program in the cache, or installs it there with all that it needs, in a Python environment of its own.
 * @returns its path
 * @throws {Failure} without a Python that can do it, or when PyPI cannot be reached
 */
export async function pythonProgram(wanted: PythonProgram): Promise<string> {
  const { name, version } = wanted;
  const folder = join(cacheFolder(), `${name}-${version}`);
  const program = join(folder, 'bin', name);
  const complete = join(folder, 'complete');
  if (await exists(complete)) return program;
  await mkdir(cacheFolder(), { recursive: true });
  const release = await waitForLock(join(cacheFolder(), `${name}.lock`), () => {});
  try {
    if (await exists(complete)) return program;
    await rm(folder, { recursive: true, force: true });
    await install(folder, wanted);
    // An environment cannot be moved once it is made, so this file tells a whole one from half of one.
    await writeFile(complete, '');
    return program;
  } finally {
    await release();
  }
}

async function install(folder: string, { name, version, requirements }: PythonProgram): Promise<void> {
  const python = await findPython();
  await orFail(
    execa(python, ['-m', 'venv', folder], { reject: false }),
    'makes no environment (Debian: python3-venv)',
  );
  const args = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--requirement',
    join(checkout, requirements),
  ];
  const pip = execa(join(folder, 'bin/python'), args, { reject: false });
  await orFail(pip, `pip installs no ${name} ${version}`);
}

async function orFail(run: PromiseLike<{ failed: boolean; stderr: string }>, what: string): Promise<void> {
  const { failed, stderr } = await run;
  if (failed) throw new Failure(`${what}: ${stderr.trim().split('\n').at(-1)}`);
}

async function findPython(): Promise<string> {
  for (const name of names) {
    for (const file of await onPath(name)) {
      if (await isNewEnough(file)) return file;
    }
  }
  throw new Failure(`there is no Python ${oldest.join('.')} or newer on PATH`);
}

async function isNewEnough(python: string): Promise<boolean> {
  const code = `import sys; sys.exit(sys.version_info < (${oldest.join(', ')}))`;
  const { failed } = await execa(python, ['-c', code], { reject: false });
  return !failed;
}
