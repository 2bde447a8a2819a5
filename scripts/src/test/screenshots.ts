import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { checkout } from '../checkout.js';
import { launchHub, ownHub } from '../testing/hub.js';
import { chromium } from './chromium.js';

/** `screenshots`: pictures of every page of a new hub, to docs/screenshots. */
export async function screenshots(): Promise<void> {
  const env = await ownHub();
  const CHROMIUM_PATH = await chromium();
  const hub = launchHub(env);
  try {
    await hub.says('is ready at');
    const main = join(checkout, 'e2e/dist/screenshots/main.js');
    const { exitCode } = await execa(process.execPath, [main, join(checkout, 'docs/screenshots')], {
      env: { CHROMIUM_PATH, IMAGEHUB_URL: hub.state().url },
      stdio: 'inherit',
      reject: false,
    });
    process.exitCode = exitCode ?? 1;
  } finally {
    hub.child.kill('SIGINT');
    await hub.ended;
    await rm(env.IMAGEHUB_HOME, { recursive: true, force: true });
  }
}
