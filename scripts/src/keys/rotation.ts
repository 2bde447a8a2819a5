import { Failure, messageOf } from '../failure.js';
import type { TokenVerifiers } from '../hub/token-verifiers.js';
import type { Step } from '../steps/run.js';

/** Auth, as far as it keeps the signing keys. */
export interface Keyring {
  /** Publishes the key that is to sign next, or answers the one that is published already. */
  publishNext(): Promise<string>;
  /** Signs with a published key from now on; waits until it was published for long enough. */
  signWith(kid: string): Promise<void>;
  /** Publishes a key no longer that has signed nothing. */
  withdraw(kid: string): Promise<void>;
}

/** Commands for whoever reads that it failed. */
export interface NextSteps {
  /** Shows which parts of the hub are well. */
  look: string;
  /** Changes the key. */
  rotate: string;
}

/**
 * The steps of a change of the signing key under which no token is refused: all who verify know the next key before the
 * first token is signed with it. If one fails, the next key is withdrawn, and tokens are signed as before.
 */
export function rotation(keyring: Keyring, verifiers: TokenVerifiers, next: NextSteps): Step[] {
  let kid = '';
  const orWithdraw = (run: () => Promise<void>) => () =>
    run().catch(async (error: unknown) => {
      throw await withdrawn(keyring, verifiers, kid, next, error);
    });
  return [
    {
      name: 'publish',
      title: 'auth publishes the next key',
      after: [],
      async run(report) {
        kid = await keyring.publishNext();
        report(kid);
      },
    },
    {
      name: 'consul',
      title: 'Consul knows it',
      after: ['publish'],
      run: orWithdraw(() => verifiers.tellConsul()),
    },
    {
      name: 'sidecars',
      title: 'every sidecar that verifies tokens knows it',
      after: ['consul'],
      run: orWithdraw(() => verifiers.untilAllKnow(kid)),
    },
    {
      name: 'sign',
      title: 'auth signs with it',
      after: ['sidecars'],
      run: orWithdraw(() => keyring.signWith(kid)),
    },
  ];
}

/** Takes the next key back. @returns what to tell whoever asked for the rotation */
async function withdrawn(
  keyring: Keyring,
  verifiers: TokenVerifiers,
  kid: string,
  { look, rotate }: NextSteps,
  error: unknown,
): Promise<Failure> {
  try {
    await keyring.withdraw(kid);
  } catch (withdrawal) {
    return new Failure(
      messageOf(error),
      `The next key (${kid}) is still published: ${messageOf(withdrawal)}`,
      `Nobody is logged out by that. Next step: ${look}, then ${rotate}, which goes on from here.`,
    );
  }
  // In Consul it does no harm, since nobody signs with it; the next start or rotation removes it there as well.
  await verifiers.tellConsul().catch(() => {});
  return new Failure(
    messageOf(error),
    `Tokens are signed as before. Next step: ${look}, then ${rotate} again.`,
  );
}
