import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { exists } from '../exists.js';
import { messageOf } from '../failure.js';
import { untilHubAnswers } from '../hub/probe.js';
import type { Secrets } from '../hub/secrets.js';
import { waysIn } from '../hub/summary.js';
import { drawAll } from '../seed/drawing.js';
import { seed } from '../seed/seed.js';

// Gives a hub in containers what a new one of `npm start` has: the demo accounts and pictures. Like there, a hub that
// was seeded once is left as its users made it.

const answersWithinMs = 300_000;

const { HUB_URL = '', PUBLIC_URL = '', PUBLIC_CONSUL_URL = '', ACCOUNTS_DIR = '' } = env;
const marker = join(ACCOUNTS_DIR, 'seeded');

try {
  const accounts = JSON.parse(
    await readFile(join(ACCOUNTS_DIR, 'accounts.json'), 'utf8'),
  ) as Secrets['accounts'];
  const seeded = await exists(marker);
  // Drawn while the hub starts.
  const drawings = seeded ? [] : drawAll();
  await untilHubAnswers(HUB_URL, AbortSignal.timeout(answersWithinMs));
  if (!seeded) {
    await seed(HUB_URL, { accounts }, drawings, () => {});
    await writeFile(marker, `${new Date().toISOString()}\n`);
  }
  console.log(`Image Hub is ready at ${PUBLIC_URL}\n  Consul's page: ${PUBLIC_CONSUL_URL}\n
${await waysIn(PUBLIC_URL, HUB_URL, accounts)}`);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
