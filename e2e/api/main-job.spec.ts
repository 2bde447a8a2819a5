import sharp from 'sharp';
import { signUp } from '../support/accounts.js';
import { expect, test } from '../support/fixtures.js';
import { call } from '../support/http.js';
import { type Image, pull, pullPath, uploadImage } from '../support/images.js';
import { phonePhoto, photo, smallPicture, topColour } from '../support/pictures.js';
import { rateLimit } from '../support/rate-limit.js';

test.describe('a photo of a phone', () => {
  let bytes: Buffer;
  let image: Image;
  let token: string;
  test.beforeAll(async () => {
    const account = await signUp('team');
    token = account.token;
    bytes = await phonePhoto();
    image = await uploadImage(account, bytes, { title: 'Oriental Bay', tags: 'harbour, evening' });
  });

  test('is a 12 megapixel JPEG with a place and a way up', async () => {
    const { width, height, format, orientation, exif } = await sharp(bytes).metadata();
    expect({ width, height, format, orientation }).toEqual({
      width: photo.width,
      height: photo.height,
      format: 'jpeg',
      orientation: 6,
    });
    expect(exif).toBeDefined();
  });

  test('is described as people see it: upright', async () => {
    expect(image).toMatchObject({
      title: 'Oriental Bay',
      tags: ['harbour', 'evening'],
      visibility: 'public',
      width: photo.uprightWidth,
      height: photo.uprightHeight,
      format: 'jpeg',
      likes: 0,
      liked: false,
    });
    expect(image.placeholder).toMatch(/^[A-Za-z0-9+/]{8,48}=*$/);
    const answer = await call(`/api/images/${image.id}`);
    expect(await answer.json()).toMatchObject({ id: image.id, title: 'Oriental Bay' });
  });

  test('has its original, each pixel as it was, upright, without its place', async () => {
    const response = await call(image.links.original, { token });
    expect(response.status).toBe(200);
    const original = Buffer.from(await response.arrayBuffer());
    expect(original.length).toBe(image.bytes);
    const { exif, orientation } = await sharp(original).metadata();
    expect(orientation, 'the way up').toBe(6);
    expect(exif?.length, 'nothing but the way up').toBeLessThan(40);
    expect(original.includes('Test camera')).toBe(false);
    expect((await pixels(original)).equals(await pixels(bytes))).toBe(true);
  });

  for (const [format, mediaType] of [
    ['webp', 'image/webp'],
    ['avif', 'image/avif'],
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
  ] as const) {
    test(`is pulled as ${format}, 300 pixels wide, upright, without its place`, async () => {
      const { response, bytes: pulled } = await pull(token, image, `w=300&format=${format}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe(mediaType);
      expect(response.headers.get('cache-control')).toContain('private');
      expect(response.headers.get('content-disposition')).toMatch(/filename="?[^";]*oriental[^";]*\.\w+/i);

      const metadata = await sharp(pulled).metadata();
      expect(metadata.format).toBe(format === 'avif' ? 'heif' : format);
      expect([metadata.width, metadata.height]).toEqual([300, 400]);
      expect(metadata.orientation ?? 1).toBe(1);
      expect(metadata.exif, 'EXIF, which holds the place').toBeUndefined();

      const { red, green } = await topColour(pulled);
      expect(red, 'the red stripe is on top').toBeGreaterThan(150);
      expect(green).toBeLessThan(80);
    });
  }

  for (const [fit, size] of [
    ['cover', [400, 200]],
    ['contain', [400, 200]],
    ['fill', [400, 200]],
    ['inside', [150, 200]],
    ['outside', [400, 533]],
  ] as const) {
    test(`fits into 400 × 200 by ${fit}`, async () => {
      const { bytes: pulled } = await pull(token, image, `w=400&h=200&fit=${fit}&format=webp`);
      const { width, height } = await sharp(pulled).metadata();
      expect([width, height]).toEqual(size);
    });
  }

  test('has a thumbnail for anyone, without its place', async () => {
    const response = await call(`/api/images/${image.id}/thumbnail`);
    expect(response.status).toBe(200);
    const { width, height, exif } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    expect(Math.max(width, height)).toBeLessThanOrEqual(1024);
    expect(height).toBeGreaterThan(width);
    expect(exif).toBeUndefined();
  });

  test('is not sent again to whoever has it: ETag and 304', async () => {
    const first = await pull(token, image, 'w=120&format=webp');
    const etag = first.response.headers.get('etag') ?? '';
    expect(etag).toMatch(/^(W\/)?".+"$/);
    const again = await call(pullPath(image, 'w=120&format=webp'), {
      token,
      headers: { 'if-none-match': etag },
    });
    expect(again.status).toBe(304);
    expect(again.headers.get('etag')).toBe(etag);
    expect(await again.text()).toBe('');
    expect(rateLimit(again.headers).remaining).toBe(rateLimit(first.response.headers).remaining - 1);

    const other = await call(pullPath(image, 'w=121&format=webp'), {
      token,
      headers: { 'if-none-match': etag },
    });
    expect(other.status, 'another size is another thing').toBe(200);
    await other.arrayBuffer();
  });

  test('is the same bytes each time it is pulled', async () => {
    const once = await pull(token, image, 'w=140&format=jpeg');
    const twice = await pull(token, image, 'w=140&format=jpeg');
    expect(twice.bytes.equals(once.bytes)).toBe(true);
  });
});

test('lists pictures newest first, a page at a time, each once', async ({ owner }) => {
  const tag = `series ${Date.now()}`;
  const uploaded: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const { id } = await uploadImage(owner, await smallPicture(60, 40), {
      title: `Part ${index}`,
      tags: tag,
    });
    uploaded.push(id);
  }
  const seen: string[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const query = new URLSearchParams({ q: tag, limit: '2', ...(cursor !== null && { cursor }) });
    const page = (await (await call(`/api/images?${query}`)).json()) as {
      items: Image[];
      nextCursor: string | null;
    };
    expect(page.items.length).toBeLessThanOrEqual(2);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== null && pages < 10);
  expect(seen).toEqual(uploaded.reverse());
  expect(pages).toBe(3);
});

/** The picture as it is seen, pixel by pixel, in a size that is quickly compared. */
function pixels(picture: Buffer): Promise<Buffer> {
  return sharp(picture).autoOrient().extract({ left: 0, top: 0, width: 400, height: 400 }).raw().toBuffer();
}
