import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import type { Account } from './accounts.js';
import { call } from './http.js';

export interface Image {
  id: string;
  title: string;
  alt: string;
  tags: string[];
  owner: { id: string; name: string };
  visibility: 'public' | 'private';
  width: number;
  height: number;
  bytes: number;
  format: string;
  createdAt: string;
  likes: number;
  liked: boolean;
  placeholder: string | null;
  links: { thumbnail: string; pull: string; original: string };
}

export interface Upload {
  title?: string;
  alt?: string;
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
  if (upload.alt) form.set('alt', upload.alt);
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

/** A UUID of version 7 (RFC 9562, 5.7), as clients make them. */
export function newId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = randomUUID().slice(15);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random}`;
}

/** Puts bytes under an id; every answer comes back. */
export function putImage(
  account: Pick<Account, 'token'>,
  id: string,
  bytes: Buffer,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  return call(`/api/images/${id}${query}`, {
    method: 'PUT',
    token: account.token,
    headers: { 'content-type': 'image/jpeg', ...headers },
    body: new Uint8Array(bytes),
  });
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
