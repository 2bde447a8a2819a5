import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { checkout } from '../checkout.js';
import { findDifference } from '../examples/check.js';
import { examplesOf } from '../examples/document.js';
import { openShell } from '../examples/shell.js';
import { onPath } from '../provision/path.js';

export interface ReadmeHub {
  url: string;
  consulUrl: string;
  /** Path of the consul program. */
  consul: string;
}

const withinMs = 60_000;

/**
 * Runs the README's examples against a hub, all in one shell and in their order. Answers whether all print what it
 * says; without curl, which nothing else here needs, they are left out.
 */
export async function checkReadme({ url, consulUrl, consul }: ReadmeHub): Promise<boolean> {
  if ((await onPath('curl')).length === 0) {
    console.log('README.md: its examples are not run, since there is no curl on PATH');
    return true;
  }
  const text = await readFile(join(checkout, 'README.md'), 'utf8');
  // Names are unique in a hub, and this one may have been tested before.
  const examples = examplesOf(text.replaceAll(/\bmary\b/g, `mary-${randomBytes(4).toString('hex')}`), 'npm');
  const folder = await mkdtemp(join(tmpdir(), 'imagehub-readme-'));
  const PATH = `${dirname(consul)}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, IMAGEHUB_URL: url, CONSUL_HTTP_ADDR: consulUrl, PATH };
  const shell = await openShell({ cwd: folder, env, withinMs });
  try {
    const difference = await findDifference('README.md', examples, shell);
    console.log(difference ?? `README.md: all ${examples.length} examples print what it says`);
    return examples.length > 0 && difference === undefined;
  } finally {
    await shell.close();
    await rm(folder, { recursive: true, force: true });
  }
}
