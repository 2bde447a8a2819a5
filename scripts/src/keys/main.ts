import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { messageOf } from '../failure.js';
import type { Secrets } from '../hub/secrets.js';
import { openKeyring } from './auth.js';
import { changeKey } from './change.js';
import { containerVerifiers } from './containers.js';

// What `npm run keys:rotate` is to a hub of `npm start`, for one in containers.

const { HUB_URL = '', CONSUL_HTTP_ADDR = '', JWKS_URL = '', ACCOUNTS_DIR = '' } = env;

try {
  const accounts = JSON.parse(
    await readFile(join(ACCOUNTS_DIR, 'accounts.json'), 'utf8'),
  ) as Secrets['accounts'];
  const keyring = await openKeyring(HUB_URL, { name: 'admin', password: accounts.admin });
  const verifiers = containerVerifiers({ consulUrl: CONSUL_HTTP_ADDR, consul: 'consul', jwksUrl: JWKS_URL });
  await changeKey(keyring, verifiers, {
    look: 'docker compose ps',
    rotate: 'docker compose run --rm keys',
  });
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
