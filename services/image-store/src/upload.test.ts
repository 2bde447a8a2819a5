import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { animation, form, picture, post, startTestApp, type TestApp, upload } from './testing.js';

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

describe('a picture that is accepted', () => {
  it('is answered with what was stored and where', async () => {
    const ada = test.user('Ada');
    const bytes = await picture(60, 40).jpeg().toBuffer();
    const fields = {
      title: ' Sea ',
      alt: ' Waves under a moon ',
      tags: 'Water, night ,water,',
      visibility: 'private',
    };
    const response = await post(test.app, ada, form(bytes, fields));
    const image = response.json();
    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe(`/api/images/${image.id}`);
    expect(image).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      title: 'Sea',
      alt: 'Waves under a moon',
      tags: ['water', 'night'],
      owner: { id: ada.id, name: 'Ada' },
      visibility: 'private',
      width: 60,
      height: 40,
      bytes: bytes.length,
      format: 'jpeg',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      likes: 0,
      liked: false,
      placeholder: expect.stringMatching(/^[A-Za-z0-9+/]{8,48}=*$/),
      links: {
        thumbnail: `/api/images/${image.id}/thumbnail`,
        pull: `/api/images/${image.id}/pull`,
        original: `/api/images/${image.id}/original`,
      },
    });
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('may be %s', async (format) => {
    const bytes = await picture(50, 30).toFormat(format).toBuffer();
    expect(await upload(test.app, test.user(), bytes)).toMatchObject({ format, width: 50, height: 30 });
  });

  it('may be one pixel large', async () => {
    const bytes = await picture(1, 1).png().toBuffer();
    expect(await upload(test.app, test.user(), bytes)).toMatchObject({ width: 1, height: 1 });
  });

  it('is measured as it is displayed', async () => {
    const bytes = await picture(60, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await upload(test.app, test.user(), bytes)).toMatchObject({ width: 40, height: 60 });
  });

  it('is called as its file is when nobody gives a title, and is public', async () => {
    const bytes = await picture(5, 5).png().toBuffer();
    const response = await post(test.app, test.user(), form(bytes, {}, 'C:\\photos\\summer.2024.png'));
    expect(response.json()).toMatchObject({ title: 'summer.2024', tags: [], visibility: 'public' });
  });

  it('may come before its fields', async () => {
    const data = form(await picture(5, 5).png().toBuffer());
    data.append('title', 'late');
    expect((await post(test.app, test.user(), data)).json()).toMatchObject({ title: 'late' });
  });

  it('is stored once, however many upload it', async () => {
    const bytes = await picture(30, 30).png().toBuffer();
    const hash = createHash('sha256').update(bytes).digest('hex');
    const people = Array.from({ length: 5 }, () => test.user());
    const images = await Promise.all(people.map((person) => upload(test.app, person, bytes)));
    expect(new Set(images.map(({ id }) => id)).size).toBe(5);
    const originals = (await test.files()).filter((file) => file.startsWith('originals/'));
    expect(originals.filter((file) => file.endsWith(hash))).toHaveLength(1);
  });
});

describe('what is refused', () => {
  const good = () => picture(8, 8).png().toBuffer();
  const truncated = async (format: 'jpeg' | 'png' | 'webp' | 'gif' | 'avif') => {
    const bytes = await picture(200, 200).toFormat(format).toBuffer();
    return form(bytes.subarray(0, Math.floor(bytes.length * 0.7)));
  };
  const twice = async (name: string) => {
    const data = form(await good(), { title: 'x' });
    if (name === 'file') data.append(name, new Blob(['again']), 'b.png');
    else data.append(name, 'again');
    return data;
  };
  const cases: [string, () => Promise<FormData>, number, string][] = [
    ['no file', async () => form(undefined, { title: 'x' }), 400, 'body.file'],
    ['an empty file', async () => form(Buffer.alloc(0)), 415, 'body.file'],
    ['text', async () => form(Buffer.from('hello')), 415, 'body.file'],
    ['SVG', async () => form(svg), 415, 'body.file'],
    ['a JPEG cut off', () => truncated('jpeg'), 422, 'body.file'],
    ['a PNG cut off', () => truncated('png'), 422, 'body.file'],
    ['a WebP cut off', () => truncated('webp'), 422, 'body.file'],
    ['a GIF cut off', () => truncated('gif'), 422, 'body.file'],
    ['an AVIF cut off', () => truncated('avif'), 422, 'body.file'],
    ['a decompression bomb', async () => form(await bomb()), 422, 'body.file'],
    ['an AVIF of too many pixels', async () => form(await hugeAvif()), 422, 'body.file'],
    ['an animation of too many pixels', async () => form(await hugeAnimation()), 422, 'body.file'],
    ['a file larger than 20 MB', async () => form(Buffer.alloc(20_000_001)), 413, 'body.file'],
    ['two files', () => twice('file'), 413, 'body.file'],
    ['two titles', () => twice('title'), 400, 'body.title'],
    ['an unknown field', async () => form(await good(), { colour: 'red' }), 400, 'body.colour'],
    ['a file of another name', async () => renamed('photo', await good()), 400, 'body.photo'],
    ['text as the file', async () => form(undefined, { file: 'text' }), 400, 'body.file'],
    ['a long title', async () => form(await good(), { title: 'x'.repeat(201) }), 400, 'body.title'],
    ['a huge title', async () => form(await good(), { title: 'x'.repeat(5000) }), 400, 'body.title'],
    ['control characters', async () => form(await good(), { title: 'a\u0000b' }), 400, 'body.title'],
    ['a long tag', async () => form(await good(), { tags: `a,${'x'.repeat(41)}` }), 400, 'body.tags.1'],
    ['a long alt', async () => form(await good(), { alt: 'x'.repeat(501) }), 400, 'body.alt'],
    ['many tags', async () => form(await good(), { tags: digits(21) }), 400, 'body.tags'],
    ['a visibility', async () => form(await good(), { visibility: 'friends' }), 400, 'body.visibility'],
    ['a prototype', async () => form(await good(), { toString: 'x' }), 400, 'body'],
    [
      'many fields',
      async () => form(await good(), { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' }),
      413,
      'body',
    ],
  ];

  it.each(cases)(
    '%s: a problem that names the field, and nothing is stored',
    async (_name, make, status, field) => {
      const before = await test.files();
      const rows = await test.app.db.image.count();
      const response = await post(test.app, test.user(), await make());
      expect(response.json()).toMatchObject({ status, errors: [{ field, message: expect.any(String) }] });
      expect(response.statusCode).toBe(status);
      expect(response.headers['content-type']).toMatch('application/problem+json');
      expect(await test.files()).toEqual(before);
      expect(await test.app.db.image.count()).toBe(rows);
    },
  );

  it('a bomb by its header, with the number it claims', async () => {
    const response = await post(test.app, test.user(), form(await bomb()));
    expect(response.json().detail).toContain('900.0 million pixels; as png it may have 50.0 million');
  });

  it('a body that is no form: 415', async () => {
    const { headers } = test.user();
    const response = await test.app.inject({ method: 'POST', url: '/api/images', headers, payload: {} });
    expect(response.json()).toMatchObject({ status: 415, detail: expect.stringContaining('multipart') });
  });

  it('a form that ends in the middle: 400', async () => {
    const { headers } = test.user();
    const before = await test.files();
    const response = await test.app.inject({
      method: 'POST',
      url: '/api/images',
      headers: { ...headers, 'content-type': 'multipart/form-data; boundary=b' },
      payload: '--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nabc',
    });
    expect(response.statusCode).toBe(400);
    expect(await test.files()).toEqual(before);
  });

  it('a field that is JSON instead of text: 400', async () => {
    const { headers } = test.user();
    const response = await test.app.inject({
      method: 'POST',
      url: '/api/images',
      headers: { ...headers, 'content-type': 'multipart/form-data; boundary=b' },
      payload:
        '--b\r\ncontent-disposition: form-data; name="title"\r\ncontent-type: application/json\r\n\r\n{}\r\n--b--\r\n',
    });
    expect(response.json()).toMatchObject({ status: 400, detail: 'body.title must be text' });
  });

  it('anybody without a token: 401', async () => {
    const payload = form(await good());
    const response = await test.app.inject({ method: 'POST', url: '/api/images', payload });
    expect(response.statusCode).toBe(401);
  });
});

describe('bad luck', () => {
  it('leaves nothing of an upload that its client gives up', async () => {
    await test.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = test.app.server.address() as AddressInfo;
    const before = await test.files();
    const upload = request({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: '/api/images',
      headers: { ...test.user().headers, 'content-type': 'multipart/form-data; boundary=b' },
    });
    upload.on('error', () => {});
    upload.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n');
    upload.write(Buffer.alloc(300_000, 1));
    await vi.waitFor(async () => expect(await test.files()).toHaveLength(before.length + 1));
    upload.destroy();
    await vi.waitFor(async () => expect(await test.files()).toEqual(before));
  });

  it('answers 507 when the disk is full, and leaves nothing', async () => {
    const before = await test.files();
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' });
    const put = vi.spyOn(test.app.blobs, 'putStream').mockImplementation(async (_key, contents) => {
      contents.destroy();
      throw full;
    });
    const response = await post(test.app, test.user(), form(await picture(900, 900).png().toBuffer()));
    put.mockRestore();
    expect(response.json()).toMatchObject({ status: 507, type: 'urn:imagehub:problem:storage-full' });
    expect(await test.files()).toEqual(before);
  });

  it('leaves nothing when the database fails at the very end', async () => {
    const before = await test.files();
    const { db } = test.app;
    await db.$executeRaw`
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE 'shutting down' USING ERRCODE = '57P01'; END $$`;
    await db.$executeRaw`
      CREATE CONSTRAINT TRIGGER fail_at_commit AFTER INSERT ON images
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()`;
    const response = await post(test.app, test.user(), form(await picture(30, 30).png().toBuffer()));
    await db.$executeRaw`DROP FUNCTION fail CASCADE`;
    expect(response.json()).toMatchObject({ status: 503 });
    expect(await test.files()).toEqual(before);
  });

  it('answers 507 on a volume that is full, from which pictures are still pulled', async ({
    skip,
    onTestFinished,
  }) => {
    const folder = mountVolume() ?? skip('a volume cannot be mounted here');
    const small = await startTestApp({ BLOBS_DIR: folder });
    onTestFinished(async () => {
      await small.close();
      execFileSync('umount', [folder]);
      await rm(folder, { recursive: true });
    });
    const owner = small.user();
    const { id } = await upload(small.app, owner, await picture(400, 400).jpeg().toBuffer());
    const ballast = writeFile(path.join(folder, 'ballast'), Buffer.alloc(4_000_000));
    await expect(ballast).rejects.toMatchObject({ code: 'ENOSPC' });
    const before = await small.files();

    const response = await post(small.app, owner, form(await picture(300, 300).png().toBuffer()));
    expect(response.json()).toMatchObject({ status: 507 });
    const pull = await small.app.inject({ url: `/api/images/${id}/pull?w=300`, headers: owner.headers });
    expect(pull.statusCode).toBe(200);
    await vi.waitFor(async () => expect(await small.files()).toEqual(before));
  });
});

const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="9"/></svg>',
);

function digits(count: number): string {
  return Array.from({ length: count }, (_, n) => `t${n}`).join(',');
}

function renamed(name: string, bytes: Buffer): FormData {
  const data = new FormData();
  data.append(name, new Blob([new Uint8Array(bytes)]), 'a.png');
  return data;
}

/** A PNG of a few bytes that claims 900 million pixels. */
async function bomb(): Promise<Buffer> {
  const bytes = await picture(8, 8).png().toBuffer();
  const header = bytes.indexOf('IHDR');
  bytes.writeUInt32BE(30_000, header + 4);
  bytes.writeUInt32BE(30_000, header + 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(header, header + 17)), header + 17);
  return bytes;
}

/** A small AVIF whose header claims 25 million pixels: half of what others may have. */
async function hugeAvif(): Promise<Buffer> {
  const bytes = await picture(8, 8).avif({ effort: 0 }).toBuffer();
  const extents = bytes.indexOf('ispe');
  bytes.writeUInt32BE(5_000, extents + 8);
  bytes.writeUInt32BE(5_000, extents + 12);
  return bytes;
}

/** A small animation whose header claims a canvas of four million pixels, for each of its frames. */
async function hugeAnimation(): Promise<Buffer> {
  const bytes = await animation(15, 8, 8);
  bytes.writeUInt16LE(2_000, 6);
  bytes.writeUInt16LE(2_000, 8);
  return bytes;
}

/** A file system of two megabytes, where this process may mount one. */
function mountVolume(): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'imagehub-volume-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmdirSync(folder);
    return undefined;
  }
}
