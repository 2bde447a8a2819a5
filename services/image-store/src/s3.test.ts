import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { form, picture, post, startTestApp, type TestApp, upload } from './testing.js';
import { startS3, type TestS3 } from './testing-s3.js';

describe.skipIf(inject('s3Server') === '')('with originals in a bucket', () => {
  let s3: TestS3;
  let test: TestApp;
  beforeAll(async () => {
    s3 = await startS3(inject('s3Server'));
    test = await startTestApp(s3.environment);
  });
  afterAll(async () => {
    await test.close();
    await s3.close();
  });

  async function objects(): Promise<string[]> {
    const entries = await readdir(s3.folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  it('pictures are uploaded, pulled, and gone with the last of them, from bucket and folder', async () => {
    const ada = test.user();
    const bytes = await picture(90, 60).png().toBuffer();
    const [one, two] = [await upload(test.app, ada, bytes), await upload(test.app, ada, bytes)];
    expect(await objects()).toHaveLength(1);
    expect((await test.files()).filter((file) => !file.startsWith('renditions/'))).toEqual([]);
    const get = (path: string, headers = {}) =>
      test.app.inject({ url: `/api/images/${one.id}${path}`, headers: { ...ada.headers, ...headers } });
    expect((await get('/original')).rawPayload.equals(bytes)).toBe(true);
    const part = await get('/original', { range: 'bytes=10-19' });
    expect([part.statusCode, part.rawPayload.equals(bytes.subarray(10, 20))]).toEqual([206, true]);
    expect((await get('/pull?w=30')).statusCode).toBe(200);
    for (const { id } of [one, two]) {
      const url = `/api/images/${id}`;
      expect((await test.app.inject({ method: 'DELETE', url, headers: ada.headers })).statusCode).toBe(204);
    }
    expect(await objects()).toEqual([]);
    await vi.waitFor(async () => expect(await test.files()).toEqual([]));
  });

  it('housekeeping finds what no picture has there too', async () => {
    const ada = test.user();
    const { id } = await upload(test.app, ada, await picture(30, 30).png().toBuffer());
    await test.app.db.image.deleteMany({ where: { id } });
    await test.app.keepHouse();
    expect(await objects()).toEqual([]);
  });

  it('without the bucket it answers 503, stores no half picture, and recovers by itself', async () => {
    const ada = test.user();
    const bytes = await picture(30, 30).png().toBuffer();
    const { id } = await upload(test.app, ada, bytes);
    const rows = await test.app.db.image.count();
    await s3.stop();
    const refused = await post(test.app, ada, form(await picture(31, 30).png().toBuffer()));
    expect(refused.json()).toMatchObject({ status: 503, type: 'urn:imagehub:problem:storage-unavailable' });
    const pull = { url: `/api/images/${id}/pull?w=20`, headers: ada.headers };
    expect((await test.app.inject(pull)).statusCode).toBe(503);
    for (const url of [`/api/images/${id}`, '/api/images']) {
      const kept = await test.app.inject({ method: 'DELETE', url, headers: ada.headers });
      expect(kept.json()).toMatchObject({ status: 503, type: 'urn:imagehub:problem:storage-unavailable' });
    }
    expect((await test.app.inject('/readyz')).json()).toMatchObject({ storage: 'down', database: 'ok' });
    expect(await test.app.db.image.count()).toBe(rows);
    await s3.start();
    expect((await test.app.inject('/readyz')).statusCode).toBe(200);
    expect((await test.app.inject(pull)).statusCode).toBe(200);
  });
});
