import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { exists } from '../exists.js';
import { Failure } from '../failure.js';
import { onPath } from '../provision/path.js';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const installWithinMs = 10 * 60_000;

/**
 * Finds a Chromium, or installs one.
 * @returns its path
 * @throws {Failure} with what was tried
 */
export async function chromium(): Promise<string> {
  const found = await findChromium();
  if (found) return found;
  const tried: string[] = [];
  for (const [file, ...args] of installers()) {
    console.log(`No Chromium found: ${file} ${args.join(' ')}`);
    const { failed, stderr } = await execa(file, args, {
      cwd: checkout,
      reject: false,
      timeout: installWithinMs,
    });
    const installed = await findChromium();
    if (installed) return installed;
    tried.push(`  ${file} ${args.join(' ')}: ${failed ? lastLine(stderr) : 'gave no browser'}`);
  }
  throw new Failure(
    `The tests in the browser need Chromium: none is named by CHROMIUM_PATH or on PATH (${names.join(', ')}).`,
    ...tried,
    'Next step: install Chromium or Chrome, or name one: CHROMIUM_PATH=/path/to/chromium npm test',
  );
}

async function findChromium(): Promise<string | undefined> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (await exists(named)) return named;
    throw new Failure(`CHROMIUM_PATH=${named}: there is no such file.`);
  }
  for (const name of names) {
    const [file] = await onPath(name);
    if (file) return file;
  }
  if (await exists(macChrome)) return macChrome;
  const own = playwrightsOwn();
  return (await exists(own)) ? own : undefined;
}

/** Where `playwright install` puts its browser. */
function playwrightsOwn(): string {
  const require = createRequire(join(checkout, 'e2e/package.json'));
  const { chromium: browser } = require('@playwright/test') as { chromium: { executablePath(): string } };
  return browser.executablePath();
}

/** On Debian the package brings the libraries along that Playwright's own browser would miss. */
function installers(): [string, ...string[]][] {
  const playwright: [string, ...string[]] = ['npx', 'playwright', 'install', 'chromium'];
  const mayUseApt = process.platform === 'linux' && process.getuid?.() === 0;
  // A fresh image has no package lists.
  const apt: [string, ...string[]] = ['sh', '-c', 'apt-get update && apt-get install -y chromium'];
  return mayUseApt ? [apt, playwright] : [playwright];
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
