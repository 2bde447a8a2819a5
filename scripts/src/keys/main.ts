import { demoAccounts, setting } from '../demo/settings.js';
import { messageOf } from '../failure.js';
import { openKeyring } from './auth.js';
import { changeKey } from './change.js';
import { containerVerifiers } from './containers.js';

// What `npm run keys:rotate` is to a hub of `npm start`, for one in containers.

try {
  const { admin } = await demoAccounts();
  const keyring = await openKeyring(setting('HUB_URL'), { name: 'admin', password: admin });
  const verifiers = containerVerifiers({
    consulUrl: setting('CONSUL_HTTP_ADDR'),
    consul: 'consul',
    jwksUrl: setting('JWKS_URL'),
  });
  await changeKey(keyring, verifiers, {
    look: 'docker compose ps',
    rotate: 'docker compose run --rm keys',
  });
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
