import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ImageItem } from './item.js';
import { animation, picture, read, startTestApp, type TestApp, type TestUser, upload } from './testing.js';

let test: TestApp;
let owner: TestUser;
let original: Buffer;
let image: ImageItem;
beforeAll(async () => {
  test = await startTestApp();
  owner = test.user();
  original = await photo();
  image = await upload(test.app, owner, original, { title: 'Bär "am" See/Ufer' });
});
afterAll(() => test.close());

/** 800 × 600 as displayed, stored on its side, with the place where it was taken. */
function photo() {
  const place = { IFD0: { Copyright: 'Ada' }, IFD3: { GPSLatitude: '47/1 22/1 0/1' } };
  return picture(600, 800).withExif(place).withMetadata({ orientation: 6 }).jpeg().toBuffer();
}

interface At {
  app?: FastifyInstance;
  id?: string;
}

function pull(
  query: string,
  headers: Record<string, string> = {},
  { app = test.app, id = image.id }: At = {},
) {
  return app.inject({ url: `/api/images/${id}/pull${query}`, headers: { ...owner.headers, ...headers } });
}

describe('a pull', () => {
  it('without parameters answers every pixel as it was uploaded, but not the place', async () => {
    const response = await pull('');
    expect(response.statusCode).toBe(200);
    const seen = (bytes: Buffer) => read(bytes).autoOrient().raw().toBuffer();
    expect((await seen(response.rawPayload)).equals(await seen(original))).toBe(true);
    expect((await read(original).metadata()).exif?.includes('Ada')).toBe(true);
    expect((await read(response.rawPayload).metadata()).exif?.length).toBeLessThan(40);
    expect(response.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(image.bytes),
      'cache-control': 'private, no-cache',
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
      'x-content-type-options': 'nosniff',
    });
  });

  it.each([
    ['w=400', 400, 300],
    ['h=300', 400, 300],
    ['w=400&h=400', 400, 300],
    ['w=400&h=400&fit=inside', 400, 300],
    ['w=400&h=400&fit=outside', 533, 400],
    ['w=400&h=400&fit=cover', 400, 400],
    ['w=400&h=400&fit=contain', 400, 400],
    ['w=400&h=100&fit=fill', 400, 100],
    ['w=4096&h=4096', 800, 600],
    ['w=1', 1, 1],
    ['fit=cover', 800, 600],
  ])('%s is %i × %i, turned as EXIF says, without place or camera', async (query, width, height) => {
    const response = await pull(`?${query}`);
    expect(response.statusCode).toBe(200);
    const metadata = await read(response.rawPayload).metadata();
    expect(metadata).toMatchObject({ width, height, format: 'jpeg' });
    expect([metadata.exif, metadata.orientation, metadata.xmp, metadata.iptc]).toEqual(
      Array(4).fill(undefined),
    );
  });

  it.each(['jpeg', 'png', 'webp', 'avif'])('answers %s when asked to', async (format) => {
    const response = await pull(`?format=${format}&w=64&quality=50`);
    expect(response.headers['content-type']).toBe(`image/${format}`);
    const metadata = await read(response.rawPayload).metadata();
    expect(metadata.format).toBe(format === 'avif' ? 'heif' : format);
  });

  it('gives worse quality in fewer bytes', async () => {
    const [poor, good] = await Promise.all([pull('?w=400&quality=10'), pull('?w=400&quality=95')]);
    expect(poor.rawPayload.length).toBeLessThan(good.rawPayload.length / 2);
  });

  it('puts a transparent picture on white where the format knows no transparency', async () => {
    const clear = await picture(20, 20).ensureAlpha(0).png().toBuffer();
    const { id } = await upload(test.app, owner, clear);
    const response = await pull('?format=jpeg', {}, { id });
    const { channels } = await read(response.rawPayload).stats();
    expect(channels.map(({ min }) => min)).toEqual([255, 255, 255]);
  });

  it('keeps an animation moving where the format can', async () => {
    const { id } = await upload(test.app, owner, await animation(3, 40, 30));
    const frames = async (query: string) => {
      const { rawPayload } = await pull(query, {}, { id });
      const { pages = 1, width, height } = await read(rawPayload).metadata();
      return { pages, width, height };
    };
    expect(await frames('?w=20')).toEqual({ pages: 3, width: 20, height: 15 });
    expect(await frames('?w=20&format=webp')).toEqual({ pages: 3, width: 20, height: 15 });
    expect(await frames('?w=20&format=jpeg')).toEqual({ pages: 1, width: 20, height: 15 });
  });

  it('names the file after the title, for old and new clients', async () => {
    const { headers } = await pull('?w=10&format=webp');
    expect(headers['content-disposition']).toBe(
      `inline; filename="B?r am See Ufer.webp"; filename*=UTF-8''B%C3%A4r%20am%20See%20Ufer.webp`,
    );
  });

  it('streams a large original whole', async () => {
    const large = await picture(900, 900).png().toBuffer();
    const { id } = await upload(test.app, owner, large);
    const response = await pull('', {}, { id });
    expect(response.headers['content-length']).toBe(String(large.length));
    expect(response.rawPayload.equals(large)).toBe(true);
  });

  it('answers HEAD as GET, without the body', async () => {
    const { id } = await upload(test.app, owner, await picture(900, 900).png().toBuffer());
    for (const query of ['', '?w=50', '?w=51']) {
      const url = `/api/images/${id}/pull${query}`;
      const head = await test.app.inject({ method: 'HEAD', url, headers: owner.headers });
      const get = await pull(query, {}, { id });
      expect(head.body).toBe('');
      const { date: _, 'cache-status': __, ...expected } = get.headers;
      expect(head.headers).toMatchObject(expected);
    }
  });
});

describe('what a pull refuses', () => {
  it.each([
    ['w=0', 'query.w', '>= 1'],
    ['w=4097', 'query.w', '<= 4096'],
    ['h=99999999999999999999', 'query.h', '<= 4096'],
    ['w=-5', 'query.w', '>= 1'],
    ['w=abc', 'query.w', 'integer'],
    ['w=1.5', 'query.w', 'integer'],
    ['w=1&w=2', 'query.w', 'integer'],
    ['w=', 'query.w', ''],
    ['fit=stretch', 'query.fit', 'cover, contain, inside, fill, outside'],
    ['format=svg', 'query.format', 'jpeg, png, webp, avif'],
    ['quality=0', 'query.quality', '>= 1'],
    ['quality=101', 'query.quality', '<= 100'],
    ['width=10', 'query.width', 'not a known field'],
  ])('%s: 400 that names %s and the bound', async (query, field, message) => {
    const response = await pull(`?${query}`);
    expect(response.json()).toMatchObject({
      status: 400,
      errors: [{ field, message: expect.stringContaining(message) }],
    });
    expect(response.statusCode).toBe(400);
  });

  it('a format that cannot hold so many pixels: 400 that says what would do', async () => {
    const { id } = await upload(test.app, owner, await picture(17_000, 3).png().toBuffer());
    const response = await pull('?format=webp', {}, { id });
    expect(response.json()).toMatchObject({ status: 400, errors: [{ field: 'query.format' }] });
    expect((await pull('?format=webp&w=4096', {}, { id })).statusCode).toBe(200);
  });

  it('anybody without a token: 401', async () => {
    const response = await test.app.inject(`/api/images/${image.id}/pull`);
    expect(response.statusCode).toBe(401);
  });

  it.each(['nonsense', '%00', '00000000-0000-7000-8000-000000000000'])('the id %s: 404', async (id) => {
    for (const path of ['', '/pull', '/thumbnail']) {
      const response = await test.app.inject({ url: `/api/images/${id}${path}`, headers: owner.headers });
      expect(response.json()).toMatchObject({ status: 404 });
    }
  });
});

describe('the rendition cache', () => {
  async function renditions(app: FastifyInstance = test.app) {
    const metric = await app.metrics.getSingleMetric('image_store_renditions_total')?.get();
    return Object.fromEntries(metric?.values.map(({ labels, value }) => [labels.result, value]) ?? []);
  }

  it('says whether it was asked, and how it answered', async () => {
    const [made, shared] = await Promise.all([pull('?w=91'), pull('?w=91')]);
    expect(made.headers['cache-status']).toBe('image-store; fwd=miss; stored');
    expect(shared.headers['cache-status']).toBe('image-store; fwd=miss; collapsed');
    await vi.waitFor(async () =>
      expect((await pull('?w=91')).headers['cache-status']).toBe('image-store; hit'),
    );
    expect((await pull('')).headers['cache-status']).toBeUndefined();
  });

  it('makes one rendition for a hundred equal requests at once', async () => {
    const before = await renditions();
    const answers = await Promise.all(Array.from({ length: 100 }, () => pull('?w=333&format=webp')));
    const after = await renditions();
    expect((after.miss ?? 0) - (before.miss ?? 0)).toBe(1);
    expect((after.coalesced ?? 0) - (before.coalesced ?? 0)).toBe(99);
    for (const { statusCode, rawPayload } of answers) {
      expect(statusCode).toBe(200);
      expect(rawPayload.equals(answers[0]?.rawPayload ?? Buffer.alloc(0))).toBe(true);
    }
  });

  it('is shared by instances, and by parameters that mean the same', async () => {
    const first = await pull('?w=222&format=webp');
    await vi.waitFor(async () =>
      expect((await test.files()).some((file) => file.includes('222x'))).toBe(true),
    );
    const another = await test.another();
    const second = await pull('?format=webp&fit=cover&w=222', {}, { app: another });
    expect(second.headers.etag).toBe(first.headers.etag);
    expect(second.rawPayload.equals(first.rawPayload)).toBe(true);
    expect(await renditions(another)).toEqual({ hit: 1 });
  });

  it('answers 304 to a client that has the rendition, before reading it', async () => {
    for (const query of ['', '?w=100']) {
      const { etag = '' } = (await pull(query)).headers;
      for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const response = await pull(query, { 'if-none-match': tags });
        expect([response.statusCode, response.body, response.headers.etag]).toEqual([304, '', etag]);
      }
      expect((await pull(query, { 'if-none-match': '"other"' })).statusCode).toBe(200);
    }
  });

  it('gives different bytes different tags', async () => {
    const queries = ['', '?w=10', '?w=11', '?w=10&quality=50', '?w=10&format=webp', '?w=10&h=10&fit=fill'];
    const tags = await Promise.all(queries.map(async (query) => (await pull(query)).headers.etag));
    expect(new Set(tags).size).toBe(queries.length);
  });

  it('asks the database once for what it holds', async () => {
    const app = await test.another();
    // Which asks too, at the start.
    await app.keepHouse();
    const find = vi.spyOn(app.db.image, 'findUnique');
    const others = [vi.spyOn(app.db.image, 'findFirst'), vi.spyOn(app.db, '$queryRaw')];
    await pull('?w=222&format=webp', {}, { app });
    expect(find).toHaveBeenCalledOnce();
    for (const other of others) expect(other).not.toHaveBeenCalled();
  });

  it('turns away what it cannot do soon: 503 with Retry-After; what is held is still answered', async () => {
    const app = await test.another();
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const jobs = Array.from({ length: 64 }, () => app.imaging(0, () => finished));
    const refused = await pull('?w=77', {}, { app });
    expect(refused.headers['retry-after']).toBe('2');
    expect(refused.json()).toMatchObject({ status: 503, type: 'urn:imagehub:problem:busy' });
    expect((await pull('?w=222&format=webp', {}, { app })).statusCode).toBe(200);
    const figures = await app.metrics.metrics();
    expect(figures).toContain('image_store_imaging_jobs{state="running"} 2');
    expect(figures).toContain('image_store_imaging_jobs{state="waiting"} 62');
    finish();
    await Promise.all(jobs);
    expect((await pull('?w=77', {}, { app })).statusCode).toBe(200);
  });
});

describe('an instance that negotiates', () => {
  let v2: FastifyInstance;
  beforeAll(async () => {
    v2 = await test.another({ NEGOTIATE: true, SERVICE_VERSION: 'v2' });
  });

  it.each([
    ['image/avif,image/webp,image/apng,*/*;q=0.8', 'image/avif'],
    ['image/webp,*/*;q=0.5', 'image/webp'],
    ['image/avif;q=0.1,image/webp', 'image/webp'],
    ['image/avif;q=0, image/webp;q=0, */*', 'image/jpeg'],
    ['*/*', 'image/jpeg'],
    ['text/html', 'image/jpeg'],
    ['', 'image/jpeg'],
  ])('answers Accept: %s with %s', async (accept, type) => {
    const response = await pull('?w=60', { accept }, { app: v2 });
    expect(response.headers).toMatchObject({ 'content-type': type, vary: 'Accept, Authorization' });
  });

  it('obeys a format that is asked for', async () => {
    const response = await pull('?w=60&format=png', { accept: 'image/avif' }, { app: v2 });
    expect(response.headers['content-type']).toBe('image/png');
    expect(response.headers.vary).toBe('Authorization');
  });

  it('is not v1, which answers the stored format', async () => {
    const response = await pull('?w=60', { accept: 'image/avif' });
    expect(response.headers['content-type']).toBe('image/jpeg');
  });
});
