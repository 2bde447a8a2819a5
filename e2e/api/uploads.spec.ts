import { createHash } from 'node:crypto';
import { type Account, signUp } from '../support/accounts.js';
import { badFiles } from '../support/bad-files.js';
import { expect, test } from '../support/fixtures.js';
import { call, expectProblem, parseProblem } from '../support/http.js';
import { hubUrl } from '../support/hub.js';
import { newId, postImage, putImage, searchImages, uploadImage } from '../support/images.js';
import { smallPicture } from '../support/pictures.js';
import { rateLimit } from '../support/rate-limit.js';

test.describe('refuses, and stores nothing of:', () => {
  for (const { name, statuses, file } of badFiles) {
    test(name, async () => {
      const account = await signUp('team');
      const title = `Refused ${Date.now()}`;
      const problem = await expectProblem(await postImage(account, await file(), { title }), ...statuses);
      expect(problem.detail).toBeTruthy();
      expect(await searchImages(title, account.token)).toEqual([]);
    });
  }

  const forms: Record<string, { statuses: number[]; fill: (form: FormData, picture: Blob) => void }> = {
    'a file in a field of another name': {
      statuses: [400],
      fill: (form, picture) => form.set('image', picture, 'a.jpg'),
    },
    'no file': { statuses: [400], fill: () => {} },
    'text where the file should be': { statuses: [400], fill: (form) => form.set('file', 'a picture') },
    'two files': {
      statuses: [400, 413],
      fill: (form, picture) => {
        form.append('file', picture, 'a.jpg');
        form.append('file', picture, 'b.jpg');
      },
    },
    'a hundred parts': {
      statuses: [400, 413],
      fill: (form, picture) => {
        for (let index = 0; index < 100; index += 1) form.append(`field${index}`, 'x');
        form.set('file', picture, 'a.jpg');
      },
    },
    'a field that nobody knows': {
      statuses: [400],
      fill: (form, picture) => {
        form.set('owner', 'somebody else');
        form.set('file', picture, 'a.jpg');
      },
    },
    'a visibility that does not exist': {
      statuses: [400],
      fill: (form, picture) => {
        form.set('visibility', 'secret');
        form.set('file', picture, 'a.jpg');
      },
    },
    'a title of 10,000 letters': {
      statuses: [400, 413],
      fill: (form, picture) => {
        form.set('title', 'x'.repeat(10_000));
        form.set('file', picture, 'a.jpg');
      },
    },
  };
  for (const [name, { statuses, fill }] of Object.entries(forms)) {
    test(name, async () => {
      const account = await signUp('team');
      const form = new FormData();
      const title = `Refused ${Date.now()}`;
      form.set('title', title);
      fill(form, new Blob([new Uint8Array(await smallPicture(30, 20))], { type: 'image/jpeg' }));
      await expectProblem(await call('/api/images', { token: account.token, body: form }), ...statuses);
      expect(await searchImages(title, account.token)).toEqual([]);
    });
  }

  const bodies: Record<string, { type: string; body: string; statuses: number[] }> = {
    'an empty body': { type: 'multipart/form-data; boundary=x', body: '', statuses: [400] },
    'a multipart body without a boundary': {
      type: 'multipart/form-data',
      body: '--x--',
      statuses: [400, 415],
    },
    'a multipart body that breaks off': {
      type: 'multipart/form-data; boundary=x',
      body: '--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nabc',
      statuses: [400, 415, 422],
    },
    'JSON in place of a form': {
      type: 'application/json',
      body: '{"file":"abc"}',
      statuses: [400, 406, 415],
    },
    'no kind of body known here': { type: 'text/plain', body: 'a picture', statuses: [400, 406, 415] },
  };
  for (const [name, { type, body, statuses }] of Object.entries(bodies)) {
    test(name, async () => {
      const { token } = await signUp('team');
      const headers = { 'content-type': type };
      const response = await call('/api/images', { method: 'POST', token, headers, body });
      await expectProblem(response, ...statuses);
    });
  }
});

test('takes a picture for what its bytes are, whatever name and media type say', async () => {
  const account = await signUp('team');
  const image = await uploadImage(account, await smallPicture(), {
    title: 'Called a text',
    fileName: '../../etc/passwd.txt',
    mediaType: 'text/html',
  });
  expect(image.format).toBe('jpeg');
});

test('a title may be any text, and comes back as it was', async () => {
  const account = await signUp('team');
  const title = `<b>“Tāwhirimātea” & 雨 🌧</b> "${Date.now()}"\\`;
  const image = await uploadImage(account, await smallPicture(50, 40), { title });
  expect(image.title).toBe(title);
  expect((await searchImages(title)).map(({ id }) => id)).toEqual([image.id]);
  const response = await call(`/api/images/${image.id}/pull`, { token: account.token });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).not.toMatch(/[\r\n]/);
  await response.arrayBuffer();
});

test('an upload that its sender gives up leaves nothing behind, and the service serves on', async ({
  picture,
}) => {
  const account = await signUp('team');
  const title = `Given up ${Date.now()}`;
  await giveUpUpload(account, title);
  expect(await searchImages(title, account.token)).toEqual([]);
  expect((await call(`/api/images/${picture.id}`)).status).toBe(200);
});

test.describe('a picture put under an id of its owner', () => {
  test('is made once, however often it is put', async () => {
    const [account, other] = [await signUp('team'), await signUp('team')];
    const id = newId();
    const bytes = await smallPicture();
    const made = await putImage(account, id, bytes, { query: '?title=Put&tags=One,two&alt=Something' });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/images/${id}`);
    const image = await made.json();
    expect(image).toMatchObject({ id, title: 'Put', tags: ['one', 'two'], alt: 'Something', format: 'jpeg' });
    const again = await putImage(account, id, bytes);
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual(image);
    await expectProblem(await putImage(account, id, await smallPicture()), 409);
    await expectProblem(await putImage(other, id, bytes), 409);
  });

  test('takes one of the plan each time', async () => {
    const account = await signUp('personal');
    const bytes = await smallPicture();
    const id = newId();
    const left: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const response = await putImage(account, id, bytes);
      left.push(rateLimit(response.headers).remaining);
      await response.arrayBuffer();
    }
    expect(left).toEqual([9, 8, 7]);
  });

  test('is refused under an id that is none, with fields of no form, and damaged', async () => {
    const account = await signUp('team');
    const bytes = await smallPicture();
    for (const [id, query, field] of [
      ['sea', '', 'params.id'],
      ['0192f0c1-2f3a-4c4d-8e5f-0123456789ab', '', 'params.id'],
      [newId(), '?visibility=secret', 'query.visibility'],
      [newId(), '?owner=me', 'query.owner'],
    ] as const) {
      const problem = await expectProblem(await putImage(account, id, bytes, { query }), 400);
      expect(problem.errors?.map((error) => error.field)).toEqual([field]);
    }
    const headers = {
      'content-digest': `sha-256=:${createHash('sha256').update('other').digest('base64')}:`,
    };
    await expectProblem(await putImage(account, newId(), bytes, { headers }), 422);
    for (const { statuses, file } of badFiles) {
      await expectProblem(await putImage(account, newId(), await file()), ...statuses);
    }
  });
});

test('a problem names the field at fault', async () => {
  const account = await signUp('team');
  const response = await postImage(account, Buffer.from('no picture'));
  const text = await response.text();
  const { errors = [] } = parseProblem(response.status, response.headers.get('content-type'), text);
  expect(errors.map(({ field }) => field)).toContain('body.file');
});

/** Sends half of a form, then ends the connection. */
async function giveUpUpload({ token }: Account, title: string): Promise<void> {
  const head = `--x\r\ncontent-disposition: form-data; name="title"\r\n\r\n${title}\r\n`;
  const file = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';
  const abort = new AbortController();
  const picture = await smallPicture();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(head + file));
      controller.enqueue(new Uint8Array(picture.subarray(0, picture.length / 2)));
    },
    pull: () => abort.abort(),
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=x' };
  const request: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' };
  await expect(fetch(`${hubUrl}/api/images`, { ...request, signal: abort.signal })).rejects.toThrow();
}
