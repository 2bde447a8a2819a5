import type { TokenVerifiers } from '../hub/token-verifiers.js';
import { showSteps } from '../steps/show.js';
import type { AuthKeyring, PublishedKey } from './auth.js';
import { type NextSteps, rotation } from './rotation.js';

/**
 * Changes the signing key, shows how it gets on, and says what is published then. Ends the log-in of the keyring.
 * @throws {Failure} when it cannot; tokens are signed as before then
 */
export async function changeKey(
  keyring: AuthKeyring,
  verifiers: TokenVerifiers,
  next: NextSteps,
): Promise<void> {
  try {
    await showSteps(rotation(keyring, verifiers, next));
    console.log(describe(await keyring.keys()));
  } finally {
    await keyring.leave();
  }
}

function describe(keys: PublishedKey[]): string {
  const signing = keys.find(({ state }) => state === 'signing');
  const retiring = keys.filter(({ state }) => state === 'retiring');
  return [
    '',
    `Tokens are signed with ${signing?.kid} now. Nobody is logged out:`,
    ...retiring.map(({ kid, retiresAt }) => `  ${kid} is published until ${timeOf(retiresAt)}`),
  ].join('\n');
}

function timeOf(retiresAt: string | null): string {
  return new Date(retiresAt ?? 0).toLocaleTimeString('en-GB');
}
