import { expect } from '@playwright/test';
import type { Account } from './accounts.js';
import { call } from './http.js';

export interface Image {
  id: string;
  title: string;
  tags: string[];
  owner: { id: string; name: string };
  visibility: 'public' | 'private';
  width: number;
  height: number;
  bytes: number;
  format: string;
  createdAt: string;
}

export interface Upload {
  title?: string;
  tags?: string;
  visibility?: Image['visibility'];
  fileName?: string;
  mediaType?: string;
}

/** Sends bytes as a picture; every answer comes back. */
export function postImage(
  account: Pick<Account, 'token'>,
  bytes: Buffer,
  upload: Upload = {},
): Promise<Response> {
  const { title = 'A picture', tags = '', visibility = 'public' } = upload;
  const form = new FormData();
  form.set('title', title);
  if (tags) form.set('tags', tags);
  form.set('visibility', visibility);
  const { fileName = 'picture.jpg', mediaType = 'image/jpeg' } = upload;
  form.set('file', new Blob([new Uint8Array(bytes)], { type: mediaType }), fileName);
  return call('/api/images', { token: account.token, body: form });
}

export async function uploadImage(
  account: Pick<Account, 'token'>,
  bytes: Buffer,
  upload?: Upload,
): Promise<Image> {
  const response = await postImage(account, bytes, upload);
  const text = await response.text();
  expect(response.status, `upload: ${text}`).toBe(201);
  const image = JSON.parse(text) as Image;
  expect(response.headers.get('location')).toBe(`/api/images/${image.id}`);
  return image;
}

export function pullPath(image: Pick<Image, 'id'>, query = 'w=64'): string {
  return `/api/images/${image.id}/pull?${query}`;
}

/** Pulls a picture and reads the answer to its end, so that its connection is free again. */
export async function pull(token: string, image: Pick<Image, 'id'>, query?: string): Promise<Pulled> {
  const response = await call(pullPath(image, query), { token });
  return { response, status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
}

export interface Pulled {
  response: Response;
  status: number;
  bytes: Buffer;
}

/** Those pictures whose title or tags hold the text, as one account (or nobody) sees them. */
export async function searchImages(text: string, token?: string): Promise<Image[]> {
  const response = await call(`/api/images?q=${encodeURIComponent(text)}`, token ? { token } : {});
  expect(response.status, 'list').toBe(200);
  return ((await response.json()) as { items: Image[] }).items;
}
