import { expect, it } from 'vitest';
import { Failure } from '../failure.js';
import type { TokenVerifiers } from '../hub/token-verifiers.js';
import { runSteps } from '../steps/run.js';
import { type Keyring, rotation } from './rotation.js';

/** Auth and a mesh that note what they are asked; those named in `broken` fail. */
function hub(broken: string[] = []) {
  const asked: string[] = [];
  const ask = (what: string) => async () => {
    asked.push(what);
    if (broken.includes(what)) throw new Failure(`${what} failed`);
  };
  const keyring: Keyring = {
    publishNext: async () => {
      await ask('publish')();
      return 'k2';
    },
    signWith: (kid) => ask(`sign with ${kid}`)(),
    withdraw: (kid) => ask(`withdraw ${kid}`)(),
  };
  const verifiers: TokenVerifiers = {
    tellConsul: ask('tell Consul'),
    untilAllKnow: (kid) => ask(`wait for ${kid}`)(),
  };
  const next = { look: 'npm run status', rotate: 'npm run keys:rotate' };
  const silent = { started() {}, reported() {}, finished() {}, failed() {} };
  return { asked, rotate: () => runSteps(rotation(keyring, verifiers, next), silent) };
}

it('signs with the next key only when everybody knows it', async () => {
  const { asked, rotate } = hub();
  await rotate();
  expect(asked).toEqual(['publish', 'tell Consul', 'wait for k2', 'sign with k2']);
});

it.each(['tell Consul', 'wait for k2', 'sign with k2'])(
  'takes the next key back when "%s" fails, and says what to do',
  async (broken) => {
    const { asked, rotate } = hub([broken]);
    const failure = await rotate().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(String(failure)).toContain(
      `${broken} failed\nTokens are signed as before. Next step: npm run status`,
    );
    expect(asked.slice(asked.indexOf(broken) + 1)).toEqual(['withdraw k2', 'tell Consul']);
  },
);

it('says that the next key is still published when it cannot be taken back', async () => {
  const { asked, rotate } = hub(['wait for k2', 'withdraw k2']);
  await expect(rotate()).rejects.toThrow(
    'wait for k2 failed\nThe next key (k2) is still published: withdraw k2 failed\nNobody is logged out by that.',
  );
  expect(asked.at(-1)).toBe('withdraw k2');
});

it('begins with nothing when auth publishes none', async () => {
  const { asked, rotate } = hub(['publish']);
  await expect(rotate()).rejects.toThrow('publish failed');
  expect(asked).toEqual(['publish']);
});
