import { createHash } from 'node:crypto';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId, picture, startTestApp, type TestApp, type TestUser } from './testing.js';

let test: TestApp;
let ada: TestUser;
let bytes: Buffer;
beforeAll(async () => {
  test = await startTestApp();
  ada = test.user('Ada');
  bytes = await picture(60, 40).jpeg().toBuffer();
});
afterAll(() => test.close());

interface Options {
  user?: TestUser;
  query?: string;
  type?: string;
}

function put(id: string, payload: Buffer, { user = ada, query = '', type = 'image/jpeg' }: Options = {}) {
  const headers = { ...user.headers, ...(type && { 'content-type': type }) };
  return test.app.inject({ method: 'PUT', url: `/api/images/${id}${query}`, headers, payload });
}

describe('a picture put under an id', () => {
  it('is there under this id, with the fields of the query', async () => {
    const id = newId();
    const query = '?title=Sea&tags=Water,%20night&alt=Waves&visibility=private';
    const response = await put(id, bytes, { query });
    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe(`/api/images/${id}`);
    expect(response.json()).toMatchObject({
      id,
      title: 'Sea',
      tags: ['water', 'night'],
      alt: 'Waves',
      visibility: 'private',
      owner: { id: ada.id },
      liked: false,
    });
    const read = await test.app.inject({ url: `/api/images/${id}`, headers: ada.headers });
    expect(read.json()).toEqual(response.json());
  });

  it('is what its bytes are, whatever its media type says', async () => {
    for (const type of [
      '',
      'application/octet-stream',
      'text/html',
      'application/json',
      'multipart/form-data; boundary=x',
    ]) {
      const response = await put(newId(), bytes, { type });
      expect([type, response.statusCode, response.json().format]).toEqual([type, 201, 'jpeg']);
    }
  });

  it('changes nothing when it comes again, also in capitals, and keeps its likes', async () => {
    const id = newId();
    const first = (await put(id, bytes, { query: '?title=First' })).json();
    await test.app.inject({ method: 'PUT', url: `/api/images/${id}/like`, headers: ada.headers });
    const again = await put(id.toUpperCase(), bytes, { query: '?title=Second' });
    expect(again.statusCode).toBe(200);
    expect(again.headers.location).toBe(`/api/images/${id}`);
    expect(again.json()).toEqual({ ...first, likes: 1, liked: true });
  });

  it('is known again though its place was taken out of it', async () => {
    const photo = await picture(30, 20)
      .withExif({ IFD3: { GPSLatitude: '41/1 17/1 0/1' } })
      .jpeg()
      .toBuffer();
    const id = newId();
    expect((await put(id, photo)).statusCode).toBe(201);
    expect((await put(id, photo)).statusCode).toBe(200);
  });

  it('is refused when the id has other bytes, or another owner', async () => {
    const id = newId();
    await put(id, bytes);
    const before = await test.files();
    const other = await picture(61, 40).jpeg().toBuffer();
    for (const response of [await put(id, other), await put(id, bytes, { user: test.user() })]) {
      expect(response.json()).toMatchObject({ status: 409, type: 'urn:imagehub:problem:id-taken' });
    }
    expect(await test.files()).toEqual(before);
  });

  it('is one picture when it is put several times at once', async () => {
    const id = newId();
    const all = await Promise.all(Array.from({ length: 6 }, () => put(id, bytes)));
    const statuses = all.map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 201]);
    const other = await picture(62, 40).jpeg().toBuffer();
    const contested = newId();
    const two = await Promise.all([put(contested, other), put(contested, bytes)]);
    expect(two.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
  });

  it('is what its sender says it is: digests that fit, or of a kind unknown here', async () => {
    const digest = `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
    for (const value of [digest, `sha-512=:AAAA:, ${digest}`, 'md5=:AAAA:', 'nonsense']) {
      for (const name of ['content-digest', 'repr-digest']) {
        const headers = { ...ada.headers, [name]: value };
        const url = `/api/images/${newId()}`;
        const { statusCode } = await test.app.inject({ method: 'PUT', url, headers, payload: bytes });
        expect([name, value, statusCode]).toEqual([name, value, 201]);
      }
    }
  });

  it('may come back after it was deleted', async () => {
    const id = newId();
    await put(id, bytes);
    await test.app.inject({ method: 'DELETE', url: `/api/images/${id}`, headers: ada.headers });
    expect((await put(id, bytes)).statusCode).toBe(201);
  });
});

describe('what a put refuses', () => {
  it.each([
    ['an id of another version', '4b8c2a5e-9d1f-4e6a-8b3c-2d1e0f9a8b7c', '', 'params.id'],
    ['an id of no form', 'sea', '', 'params.id'],
    ['a long title', newId(), `?title=${'x'.repeat(201)}`, 'query.title'],
    ['a long tag', newId(), `?tags=a,${'x'.repeat(41)}`, 'query.tags.1'],
    ['a visibility', newId(), '?visibility=friends', 'query.visibility'],
    ['an unknown field', newId(), '?colour=red', 'query.colour'],
  ])('%s: 400 that names the field', async (_what, id, query, field) => {
    const response = await put(id, bytes, { query });
    expect(response.json()).toMatchObject({ status: 400, errors: [{ field }] });
  });

  it.each([
    ['nothing', Buffer.alloc(0), 415],
    ['text', Buffer.from('hello'), 415],
    ['more than 20 MB', Buffer.alloc(20_000_001), 413],
  ])('%s: a problem, and nothing is stored', async (_what, payload, status) => {
    const before = await test.files();
    const response = await put(newId(), payload);
    expect(response.json()).toMatchObject({ status, errors: [{ field: 'body.file' }] });
    expect(await test.files()).toEqual(before);
  });

  it('anybody without a token: 401', async () => {
    const response = await test.app.inject({ method: 'PUT', url: `/api/images/${newId()}`, payload: bytes });
    expect(response.statusCode).toBe(401);
  });

  it('a body that says nothing of its length and has no end: 413, and nothing is stored', async () => {
    const before = await test.files();
    const response = await send(newId(), async function* () {
      for (let n = 0; n < 21; n += 1) yield Buffer.alloc(1_000_000);
    });
    expect(response).toBe(413);
    expect(await test.files()).toEqual(before);
  });

  it('a client that gives up leaves nothing', async () => {
    const before = await test.files();
    const gone = send(newId(), async function* () {
      yield Buffer.alloc(300_000, 1);
      await vi.waitFor(async () => expect(await test.files()).toHaveLength(before.length + 1));
      throw new Error('the client is gone');
    });
    await expect(gone).rejects.toThrow('the client is gone');
    await vi.waitFor(async () => expect(await test.files()).toEqual(before));
  });

  describe('while many uploads are under way', () => {
    const busy = { status: 503, type: 'urn:imagehub:problem:busy' };
    let uploads: Promise<void>[] = [];
    let finish = () => {};
    afterEach(async () => {
      finish();
      await Promise.all(uploads);
      expect((await put(newId(), bytes)).statusCode).toBe(201);
    });

    function begin(owners: string[]): void {
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      uploads = owners.map((owner) => test.app.uploading(owner, () => finished));
    }

    it('16 of one user: 503 with Retry-After for that user, and nothing of it for others', async () => {
      begin(Array.from({ length: 16 }, () => ada.id));
      const response = await put(newId(), bytes);
      expect(response.json()).toMatchObject({ ...busy, detail: expect.stringContaining('16 pictures') });
      expect(response.headers['retry-after']).toBe('2');
      expect((await put(newId(), bytes, { user: test.user() })).statusCode).toBe(201);
    });

    it('64 of all users: 503 with Retry-After for everybody', async () => {
      begin(Array.from({ length: 64 }, (_, number) => `user ${number % 4}`));
      const response = await put(newId(), bytes);
      expect(response.json()).toMatchObject(busy);
      expect(response.headers['retry-after']).toBe('2');
      expect(await test.app.metrics.metrics()).toContain('image_store_uploads 64');
    });
  });
});

/** Sends a body bit by bit over a real connection, and gives the answer's status. */
async function send(id: string, body: () => AsyncGenerator<Buffer>): Promise<number> {
  if (!test.app.server.listening) await test.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = test.app.server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      method: 'PUT',
      path: `/api/images/${id}`,
      headers: ada.headers,
    };
    const upload = request(options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    upload.on('error', reject);
    void (async () => {
      try {
        for await (const chunk of body()) await new Promise((written) => upload.write(chunk, written));
        upload.end();
      } catch (error) {
        upload.destroy(error as Error);
      }
    })();
  });
}
