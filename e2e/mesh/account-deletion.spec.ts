import { newName, password, signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem } from '../support/http.js';
import { pidOf } from '../support/hub.js';
import { searchImages, uploadImage } from '../support/images.js';
import { killPart, untilReplaced, untilServing } from '../support/parts.js';
import { smallPicture } from '../support/pictures.js';

test('an account is deleted to its last picture, though image-store hangs and auth is killed meanwhile', async () => {
  const account = await signUp('team');
  const title = `Soon gone ${newName()}`;
  await uploadImage(account, await smallPicture(30, 20), { title });

  const store = pidOf('image-store-v1');
  process.kill(store, 'SIGSTOP');
  try {
    const left = await call('/api/auth/me', { method: 'DELETE', token: account.token, json: { password } });
    expect(left.status).toBe(204);
    await untilReplaced('auth', killPart('auth'));
  } finally {
    process.kill(store, 'SIGCONT');
  }

  await untilServing();
  await expect
    .poll(() => searchImages(title), { message: 'pictures of the deleted account', timeout: 40_000 })
    .toEqual([]);
  const logIn = async () =>
    (await call('/api/auth/login', { json: { name: account.name, password } })).status;
  await expect.poll(logIn, { message: 'log-in to the deleted account' }).toBe(401);
  const me = await call('/api/auth/me', { token: account.token });
  await expectProblem(me, 401);
});
