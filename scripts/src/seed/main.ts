import { text } from 'node:stream/consumers';
import { messageOf } from '../failure.js';
import type { Secrets } from '../hub/secrets.js';
import { drawAll } from './drawing.js';
import { seed } from './seed.js';

// Draws at once, and uploads when standard input has said where to: `{"url": …, "secrets": …}`, the hub's address and
// secrets. Says how far it is, a line each.
try {
  const drawings = drawAll();
  const { url, secrets } = JSON.parse(await text(process.stdin)) as { url: string; secrets: Secrets };
  await seed(url, secrets, drawings, console.log);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
