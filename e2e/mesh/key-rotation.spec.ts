import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { decodeProtectedHeader } from 'jose';
import { newName, password, signUp } from '../support/accounts.js';
import { report } from '../support/figures.js';
import { expect, test } from '../support/fixtures.js';
import { call } from '../support/http.js';
import { type Image, pull } from '../support/images.js';
import { startLoad } from '../support/load.js';
import { publishedKeys } from '../support/tokens.js';

const kidOf = (token: string) => String(decodeProtectedHeader(token).kid);
const runner = path.join(import.meta.dirname, '../../scripts/run.mjs');

/** What an operator types: `npm run keys:rotate`. */
const rotateKeys = () => promisify(execFile)(process.execPath, [runner, 'keys:rotate']);

/** A browser that renews its log-in again and again, and pulls a picture with each new token. */
function startRenewing(image: Image) {
  const statuses: number[] = [];
  const kids = new Set<string>();
  let running = true;

  async function renew(): Promise<void> {
    let response = await call('/api/auth/signup', {
      json: { name: newName(), password, plan: 'enterprise' },
    });
    while (running) {
      const { token } = (await response.json()) as { token: string };
      kids.add(kidOf(token));
      statuses.push((await pull(token, image)).status);
      const [cookie = ''] = response.headers.getSetCookie();
      response = await call('/api/auth/refresh', {
        method: 'POST',
        headers: { cookie: cookie.split(';', 1)[0] ?? '' },
      });
      statuses.push(response.status);
    }
    await response.arrayBuffer();
  }

  const done = renew();
  return {
    kids,
    async stop() {
      running = false;
      await done;
      return statuses;
    },
  };
}

test('`npm run keys:rotate` under load logs nobody out and loses no request', async ({ picture }) => {
  const before = await signUp('enterprise');
  const load = startLoad([before, await signUp('enterprise'), await signUp('team')], picture);
  const renewing = startRenewing(picture);
  await load.settled();

  const { stdout } = await rotateKeys();
  const { token } = await signUp('enterprise');
  const kid = kidOf(token);
  expect(kid).not.toBe(kidOf(before.token));
  expect(stdout).toContain(kid);
  await expect.poll(() => [...renewing.kids], { message: 'a log-in renewed by the new key' }).toContain(kid);
  const statuses = [...(await load.stop()).map(({ status }) => status), ...(await renewing.stop())];

  report(`${statuses.length} requests while the signing key changed, none was refused for its token`);
  expect(new Set(statuses.filter((status) => status !== 429))).toEqual(new Set([200]));
  expect((await publishedKeys()).keys.map((key) => key.kid)).toEqual(
    expect.arrayContaining([kidOf(before.token), kid]),
  );
  expect((await pull(before.token, picture)).status, 'a token of the key before').toBe(200);
});
