import { Failure } from '../failure.js';

/** An answer's picture, as far as it matters here. */
export interface Image {
  id: string;
  title: string;
}

/** The hub's public API, as a demo account's client uses it. */
export interface Api {
  /** Makes an account, or logs in to the one of that name. Answers a token. */
  enter(account: { name: string; password: string; plan: string }): Promise<string>;
  /** Up to 100 pictures whose title or tags hold a text. */
  search(text: string): Promise<Image[]>;
  upload(
    token: string,
    picture: { title: string; alt: string; tags: string[]; format: string; bytes: Buffer },
  ): Promise<Image>;
  like(token: string, id: string): Promise<void>;
}

/** @param url address of the edge */
export function hubApi(url: string): Api {
  const call = (path: string, init?: RequestInit) => fetch(url + path, init);
  const post = (path: string, body: unknown) =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  return {
    async enter({ name, password, plan }) {
      const login = await post('/api/auth/login', { name, password });
      if (login.ok) return tokenOf(login);
      return tokenOf(await post('/api/auth/signup', { name, password, plan }));
    },
    async search(text) {
      const response = await call(`/api/images?limit=100&q=${encodeURIComponent(text)}`);
      const { items } = await jsonOf<{ items: Image[] }>(response);
      return items;
    },
    async upload(token, { title, alt, tags, format, bytes }) {
      const form = new FormData();
      form.set('title', title);
      form.set('alt', alt);
      form.set('tags', tags.join(','));
      const file = new Blob([new Uint8Array(bytes)], { type: `image/${format}` });
      form.set('file', file, `${title}.${format}`);
      const headers = { authorization: `Bearer ${token}` };
      return jsonOf<Image>(await call('/api/images', { method: 'POST', headers, body: form }));
    },
    async like(token, id) {
      const headers = { authorization: `Bearer ${token}` };
      await successful(await call(`/api/images/${id}/like`, { method: 'PUT', headers }));
    },
  };
}

async function tokenOf(response: Response): Promise<string> {
  return (await jsonOf<{ token: string }>(response)).token;
}

async function jsonOf<T>(response: Response): Promise<T> {
  return JSON.parse(await successful(response)) as T;
}

async function successful(response: Response): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  throw new Failure(`${response.url} answers ${response.status}: ${text.slice(0, 300)}`);
}
