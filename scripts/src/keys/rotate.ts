import { parseArgs } from 'node:util';
import { Failure } from '../failure.js';
import { hubHome } from '../hub/home.js';
import { loadSecrets } from '../hub/secrets.js';
import { readState } from '../hub/state.js';
import { tokenVerifiers } from '../hub/token-verifiers.js';
import { lives } from '../process/mark.js';
import { consul } from '../provision/binary.js';
import { find } from '../provision/provision.js';
import { openKeyring } from './auth.js';
import { changeKey } from './change.js';

/**
 * `keys:rotate`: signs tokens with a new key from now on, without logging anybody out.
 * @throws {Failure} when it cannot; tokens are signed as before then
 */
export async function rotate(args: string[]): Promise<void> {
  parseArgs({ args, options: {} });
  const home = hubHome();
  const hub = readState(home);
  if (!hub || !lives(hub.runner)) {
    throw new Failure(
      `No hub runs in ${home.path}, and keys are changed while it does. Next step: npm start`,
    );
  }
  const program = await find(consul);
  if (!program) throw new Failure('Consul is not to be found on this machine. Next step: npm run doctor');

  const { accounts } = await loadSecrets(home);
  const keyring = await openKeyring(hub.url, { name: 'admin', password: accounts.admin });
  await changeKey(keyring, tokenVerifiers(hub.ports, program.file), {
    look: 'npm run status',
    rotate: 'npm run keys:rotate',
  });
}
