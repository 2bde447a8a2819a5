import { mkdir } from 'node:fs/promises';
import { type Browser, chromium } from '@playwright/test';
import { hubUrl } from '../support/hub.js';
import { openCamera } from './camera.js';
import { scenes } from './scenes.js';

// `node main.js FOLDER`: pictures of every page of the hub that the environment names (see README.md), a line for each.
const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: node main.js FOLDER');
await mkdir(folder, { recursive: true });

const executablePath = process.env.CHROMIUM_PATH;
const isRoot = process.getuid?.() === 0;
const browser: Browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  // Chromium's sandbox refuses to run as root, as which containers often run.
  args: ['--disable-gpu', '--disable-dev-shm-usage', ...(isRoot ? ['--no-sandbox'] : [])],
});
try {
  for (const scene of scenes) await scene(await openCamera(browser, hubUrl, folder));
} finally {
  await browser.close();
}
