import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageItem } from './item.js';
import { picture, startTestApp, type TestApp, type TestUser, upload } from './testing.js';

let test: TestApp;
let owner: TestUser;
let bytes: Buffer;
let image: ImageItem;
beforeAll(async () => {
  test = await startTestApp();
  owner = test.user();
  bytes = await picture(900, 900).png().toBuffer();
  image = await upload(test.app, owner, bytes, { title: 'Whole' });
});
afterAll(() => test.close());

function get(headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') {
  return test.app.inject({ method, url: image.links.original, headers: { ...owner.headers, ...headers } });
}

describe('an original', () => {
  it('comes whole, with its tag and digest, for its client alone to keep', async () => {
    const response = await get();
    const hash = createHash('sha256').update(bytes);
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.equals(bytes)).toBe(true);
    expect(response.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(bytes.length),
      'content-disposition': 'inline; filename=Whole.png',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      etag: `"${hash.copy().digest('hex')}"`,
      'repr-digest': `sha-256=:${hash.digest('base64')}:`,
    });
  });

  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=10-', 10, undefined],
    ['bytes=-100', -100, undefined],
    ['bytes=0-', 0, undefined],
    ['bytes=5-99999999999', 5, undefined],
    ['bytes=0-4,5-9', 0, 9],
    ['bytes=300000-700000', 300_000, 700_000],
  ])('comes in the part asked for: %s', async (range, from, to) => {
    const response = await get({ range });
    const start = from < 0 ? bytes.length + from : from;
    const end = to ?? bytes.length - 1;
    expect(response.statusCode).toBe(206);
    expect(response.headers['content-range']).toBe(`bytes ${start}-${end}/${bytes.length}`);
    expect(response.headers['content-length']).toBe(String(end - start + 1));
    expect(response.rawPayload.equals(bytes.subarray(start, end + 1))).toBe(true);
  });

  it.each(['bytes=0-4,100-104', 'lines=1-2', 'bytes=a-b', 'bytes', 'nonsense'])(
    'comes whole where a part would be none or several: %s',
    async (range) => {
      const response = await get({ range });
      expect([response.statusCode, response.rawPayload.length]).toEqual([200, bytes.length]);
    },
  );

  it('has nothing behind its end: 416 that says where that is', async () => {
    const response = await get({ range: `bytes=${bytes.length}-` });
    expect(response.json()).toMatchObject({
      status: 416,
      type: 'urn:imagehub:problem:range-not-satisfiable',
    });
    expect(response.headers['content-range']).toBe(`bytes */${bytes.length}`);
  });

  it('is continued only when it is still the same: If-Range', async () => {
    const { etag = '' } = (await get()).headers;
    const range = 'bytes=10-19';
    expect((await get({ range, 'if-range': String(etag) })).statusCode).toBe(206);
    for (const other of ['"other"', `W/${etag}`, 'Tue, 24 Nov 2026 09:00:00 GMT']) {
      expect((await get({ range, 'if-range': other })).statusCode).toBe(200);
    }
  });

  it('is not sent again to whoever has it, whatever part is asked for', async () => {
    const { etag = '' } = (await get()).headers;
    const response = await get({ 'if-none-match': String(etag), range: 'bytes=0-9' });
    expect([response.statusCode, response.body]).toEqual([304, '']);
  });

  it('answers HEAD as a GET of the whole, without the body', async () => {
    const { date: _, ...expected } = (await get()).headers;
    const response = await get({ range: 'bytes=0-9' }, 'HEAD');
    expect([response.statusCode, response.body]).toEqual([200, '']);
    expect(response.headers).toMatchObject(expected);
  });

  it('is for users, and private ones for their owner', async () => {
    expect((await test.app.inject(image.links.original)).statusCode).toBe(401);
    const { links } = await upload(test.app, owner, bytes, { visibility: 'private' });
    const eve = test.user();
    expect((await test.app.inject({ url: links.original, headers: eve.headers })).statusCode).toBe(404);
    expect((await test.app.inject({ url: links.original, headers: owner.headers })).statusCode).toBe(200);
  });
});
