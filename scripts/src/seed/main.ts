import { text } from 'node:stream/consumers';
import { messageOf } from '../failure.js';
import type { Secrets } from '../hub/secrets.js';
import { seed } from './seed.js';

// `node main.js URL`, the hub's secrets as JSON on standard input; says how far it is, a line each.
const [url = ''] = process.argv.slice(2);
const secrets = JSON.parse(await text(process.stdin)) as Secrets;
try {
  await seed(url, secrets, console.log);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
