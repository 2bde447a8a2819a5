import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../exists.js';
import { messageOf } from '../failure.js';
import { untilHubAnswers } from '../hub/probe.js';
import { waysIn } from '../hub/summary.js';
import { drawAll } from '../seed/drawing.js';
import { seed } from '../seed/seed.js';
import { demoAccounts, setting } from './settings.js';

// Gives a hub in containers what a new one of `npm start` has: the demo accounts and pictures. Like there, a hub that
// was seeded once is left as its users made it.

const answersWithinMs = 300_000;

try {
  const hub = setting('HUB_URL');
  const address = setting('PUBLIC_URL');
  const accounts = await demoAccounts();
  const marker = join(setting('ACCOUNTS_DIR'), 'seeded');
  const seeded = await exists(marker);
  // Drawn while the hub starts.
  const drawings = seeded ? [] : drawAll();
  await untilHubAnswers(hub, AbortSignal.timeout(answersWithinMs));
  if (!seeded) {
    await seed(hub, { accounts }, drawings, () => {});
    await writeFile(marker, `${new Date().toISOString()}\n`);
  }
  console.log(`Image Hub is ready at ${address}\n  Consul's page: ${setting('PUBLIC_CONSUL_URL')}\n
${await waysIn(address, hub, accounts)}`);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
