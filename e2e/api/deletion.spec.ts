import { signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem } from '../support/http.js';
import { newId, pull, pullPath, putImage, searchImages, uploadImage } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';

test('deletes a picture for its owner, and for nobody else', async () => {
  const [owner, other] = [await signUp('team'), await signUp('team')];
  const image = await uploadImage(owner, await smallPicture(), { title: `To be deleted ${Date.now()}` });
  const path = `/api/images/${image.id}`;
  expect((await pull(owner.token, image)).status).toBe(200);

  await expectProblem(await call(path, { method: 'DELETE', token: other.token }), 403, 404);
  expect((await call(path)).status, 'still there').toBe(200);

  expect((await call(path, { method: 'DELETE', token: owner.token })).status).toBe(204);
  await expectProblem(await call(path), 404);
  await expectProblem(await call(`${path}/thumbnail`), 404);
  await expectProblem(await call(pullPath(image), { token: owner.token }), 404);
  await expectProblem(await call(path, { method: 'DELETE', token: owner.token }), 404);
  expect(await searchImages(image.title, owner.token)).toEqual([]);
});

test('keeps the other copy when one of two equal uploads is deleted', async () => {
  const [ada, grace] = [await signUp('team'), await signUp('team')];
  const bytes = await smallPicture();
  const hers = await uploadImage(ada, bytes, { title: 'Twin one' });
  const theirs = await uploadImage(grace, bytes, { title: 'Twin two' });
  expect((await call(`/api/images/${hers.id}`, { method: 'DELETE', token: ada.token })).status).toBe(204);
  expect((await pull(grace.token, theirs, 'w=77')).status).toBe(200);
  expect((await call(`/api/images/${theirs.id}/thumbnail`)).status).toBe(200);
});

test('deletes all pictures of a user at once, as often as it is asked, and no others', async () => {
  const [owner, other] = [await signUp('team'), await signUp('team')];
  const shared = await smallPicture();
  const theirs = await uploadImage(other, shared, { title: 'Kept' });
  const like = { method: 'PUT', token: owner.token };
  expect((await call(`/api/images/${theirs.id}/like`, like)).status).toBe(204);
  const mine = [await uploadImage(owner, shared), await uploadImage(owner, await smallPicture())];

  await expectProblem(await call('/api/images', { method: 'DELETE' }), 401);
  for (const round of ['once', 'again']) {
    const response = await call('/api/images', { method: 'DELETE', token: owner.token });
    expect(response.status, round).toBe(204);
  }
  for (const { id } of mine)
    await expectProblem(await call(`/api/images/${id}`, { token: owner.token }), 404);
  const list = await call(`/api/images?owner=${owner.id}`, { token: owner.token });
  expect(await list.json()).toEqual({ items: [], nextCursor: null });
  const kept = await call(`/api/images/${theirs.id}`, { token: owner.token });
  expect(await kept.json()).toMatchObject({ title: 'Kept', likes: 0, liked: false });
  expect((await pull(other.token, theirs, 'w=50')).status).toBe(200);
});

test('an id is free again when its picture is deleted', async () => {
  const owner = await signUp('team');
  const id = newId();
  const bytes = await smallPicture();
  expect((await putImage(owner, id, bytes)).status).toBe(201);
  expect((await call(`/api/images/${id}`, { method: 'DELETE', token: owner.token })).status).toBe(204);
  expect((await putImage(owner, id, await smallPicture())).status).toBe(201);
});
