import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Format } from './imaging/formats.js';
import { form, newId, post, read, startTestApp, type TestApp, type TestUser } from './testing.js';

/** How many damaged pictures are uploaded, and from which seed they are made: the same number makes the same. */
const COUNT = Number(process.env.IMAGEHUB_DAMAGED ?? 210);
const SEED = Number(process.env.IMAGEHUB_SEED ?? 1);

let test: TestApp;
let owner: TestUser;
let pictures: { format: Format; bytes: Buffer }[];
beforeAll(async () => {
  test = await startTestApp();
  owner = test.user();
  pictures = [
    { format: 'jpeg', bytes: await scene().jpeg().toBuffer() },
    { format: 'jpeg', bytes: await scene().jpeg({ progressive: true }).toBuffer() },
    { format: 'png', bytes: await scene().png().toBuffer() },
    { format: 'webp', bytes: await scene().webp().toBuffer() },
    { format: 'webp', bytes: await scene().webp({ lossless: true }).toBuffer() },
    { format: 'gif', bytes: await scene(3).gif().toBuffer() },
    { format: 'tiff', bytes: await scene().tiff({ compression: 'lzw' }).toBuffer() },
    { format: 'tiff', bytes: await scene().tiff({ compression: 'jpeg' }).toBuffer() },
    { format: 'avif', bytes: await scene().avif({ effort: 0 }).toBuffer() },
  ];
});
afterAll(() => test.close());

/** The same pixels for the same seed: a gradient with noise, so that any part of a file matters. */
function scene(frames = 1) {
  const [width, height] = [96, 64 * frames];
  const next = random(SEED);
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, at) => ((at % (width * 3)) / 3 + 100 * next()) & 255),
  );
  return sharp(pixels, { raw: { width, height, channels: 3, pageHeight: 64 } });
}

/** A generator of numbers from 0 to below 1 (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Damage {
  whole: Buffer;
  format: Format;
  isCutOff: boolean;
  bytes: Buffer;
}

/** Every third one is cut off; the others have up to 16 bits turned over. */
function damage(number: number): Damage {
  const next = random(SEED * 1_000_003 + number);
  const { format, bytes } = pictures[number % pictures.length] as (typeof pictures)[number];
  const isCutOff = Math.floor(number / pictures.length) % 3 === 0;
  if (isCutOff)
    return { whole: bytes, format, isCutOff, bytes: bytes.subarray(0, Math.floor(next() * bytes.length)) };
  const flipped = Buffer.from(bytes);
  for (let flips = 1 + Math.floor(next() * 16); flips > 0; flips -= 1) {
    const at = Math.floor(next() * flipped.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(next() * 8));
  }
  return { whole: bytes, format, isCutOff, bytes: flipped };
}

/** What a decoder that forgives nothing says of a picture with all its frames. */
async function fault(bytes: Buffer, format: Format): Promise<string | undefined> {
  const animated = format === 'gif';
  const decoded = read(bytes, { failOn: 'warning', animated }).raw().toBuffer();
  return decoded.then(
    () => undefined,
    (error: Error) => error.message,
  );
}

describe(`of ${COUNT} damaged pictures, seed ${SEED}`, () => {
  it('none crashes the service or is an error of it, and none is stored that a strict decoder refuses', async () => {
    const before = await test.files();
    const unnoticed: Record<string, number> = {};
    for (let number = 0; number < COUNT; number += 1) {
      const { format, isCutOff, bytes } = damage(number);
      const { statusCode, body } = await post(test.app, owner, form(bytes));
      const which = `${number}, ${format}: ${body}`;
      if (statusCode !== 201) {
        expect([415, 422], which).toContain(statusCode);
        continue;
      }
      // Bits within compressed pixels can be others without being wrong, where a format has no checksums.
      expect(format, which).not.toBe('png');
      expect(isCutOff, which).toBe(false);
      const stored = await test.app.inject({ url: JSON.parse(body).links.original, headers: owner.headers });
      expect(await fault(stored.rawPayload, format), which).toBeUndefined();
      unnoticed[format] = (unnoticed[format] ?? 0) + 1;
    }
    console.info('damaged, but whole to a strict decoder:', unnoticed);
    await test.app.inject({ method: 'DELETE', url: '/api/images', headers: owner.headers });
    expect(await test.files()).toEqual(before);
    expect((await test.app.inject('/readyz')).statusCode).toBe(200);
  }, 600_000);

  it('none is stored whose sender says what it was', async () => {
    const before = await test.files();
    for (let number = 0; number < COUNT; number += 1) {
      const { format, whole, bytes } = damage(number);
      const digest = createHash('sha256').update(whole).digest('base64');
      const response = await test.app.inject({
        method: 'PUT',
        url: `/api/images/${newId()}`,
        headers: { ...owner.headers, 'content-digest': `sha-256=:${digest}:` },
        payload: bytes,
      });
      const problem = { status: 422, type: 'urn:imagehub:problem:damaged-in-transit' };
      expect(response.json(), `${number}, ${format}`).toMatchObject(problem);
    }
    expect(await test.files()).toEqual(before);
    expect(await test.app.db.image.count()).toBe(0);
  }, 600_000);
});
