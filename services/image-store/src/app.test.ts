import { afterAll, beforeAll, expect, it } from 'vitest';
import { form, picture, startTestApp, type TestApp, upload } from './testing.js';

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

it('stores a picture, lists it, shows it and deletes it', async () => {
  const ada = test.user('Ada');
  const bytes = await picture(600, 400).jpeg().toBuffer();
  const response = await test.app.inject({
    method: 'POST',
    url: '/api/images',
    headers: ada.headers,
    payload: form(bytes, { title: 'Sea', tags: 'Water, night,water', visibility: 'public' }),
  });
  expect(response.json()).toMatchObject({ title: 'Sea', tags: ['water', 'night'], width: 600, height: 400 });
  expect(response.statusCode).toBe(201);
  const { id } = response.json();
  const pull = await test.app.inject({ url: `/api/images/${id}/pull?w=100`, headers: ada.headers });
  expect(pull.statusCode).toBe(200);
  console.log(pull.headers, await test.files());
  const again = await test.app.inject({ url: `/api/images/${id}/thumbnail` });
  console.log(again.headers);
  const list = await test.app.inject({ url: '/api/images?q=wat%20NIGHT' });
  console.log(list.json());
  const gone = await test.app.inject({ method: 'DELETE', url: `/api/images/${id}`, headers: ada.headers });
  expect(gone.statusCode).toBe(204);
  expect(await test.files()).toEqual([]);
  await upload(test, ada, bytes);
});
