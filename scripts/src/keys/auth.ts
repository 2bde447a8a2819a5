import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure.js';
import type { Keyring } from './rotation.js';

export interface PublishedKey {
  kid: string;
  state: 'next' | 'signing' | 'retiring';
  /** ISO 8601. */
  retiresAt: string | null;
}

export interface AuthKeyring extends Keyring {
  /** All keys that are published now. */
  keys(): Promise<PublishedKey[]>;
  /** Ends the administrator's log-in. */
  leave(): Promise<void>;
}

/** How often a key that is too new is asked to sign again. */
const ATTEMPTS = 3;

/**
 * Auth's keys, through its API.
 *
 * @param url address of the edge
 * @param credentials of an administrator
 * @throws {Failure} when auth cannot be reached, or does not take the credentials
 */
export async function openKeyring(
  url: string,
  credentials: { name: string; password: string },
): Promise<AuthKeyring> {
  const login = await ask(url, 'POST', '/login', { body: credentials });
  await refuseUnless(login, 200);
  const { token } = (await login.json()) as { token: string };
  const cookie = login.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const keys = (method: string, path = '', body?: object) =>
    ask(url, method, `/keys${path}`, { token, body });

  const all = async () => {
    const response = await keys('GET');
    await refuseUnless(response, 200);
    return ((await response.json()) as { items: PublishedKey[] }).items;
  };

  return {
    keys: all,
    async publishNext() {
      const response = await keys('POST');
      await refuseUnless(response, 200, 201);
      return ((await response.json()) as PublishedKey).kid;
    },
    async signWith(kid) {
      for (let attempt = 1; ; attempt += 1) {
        const response = await keys('PUT', '/signing', { kid });
        const retryAfter = Number(response.headers.get('retry-after'));
        if (response.status !== 409 || retryAfter === 0 || attempt === ATTEMPTS) {
          return refuseUnless(response, 200);
        }
        await delay(retryAfter * 1000);
      }
    },
    async withdraw(kid) {
      await refuseUnless(await keys('DELETE', `/${kid}`), 204, 404);
    },
    async leave() {
      // Whatever it is that fails then, it is told elsewhere, and the log-in ends by itself.
      await ask(url, 'POST', '/logout', { cookie }).catch(() => {});
    },
  };
}

interface Request {
  token?: string;
  cookie?: string;
  body?: object | undefined;
}

async function ask(url: string, method: string, path: string, { token, cookie, body }: Request) {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(cookie && { cookie }),
    ...(body && { 'content-type': 'application/json' }),
  };
  const init = {
    method,
    headers,
    signal: AbortSignal.timeout(10_000),
    ...(body && { body: JSON.stringify(body) }),
  };
  try {
    return await fetch(`${url}/api/auth${path}`, init);
  } catch {
    throw new Failure(`auth cannot be reached through the edge at ${url}.`);
  }
}

/** @throws {Failure} with the problem's own words for any other status */
async function refuseUnless(response: Response, ...expected: number[]): Promise<void> {
  if (expected.includes(response.status)) return;
  const text = await response.text();
  throw new Failure(`auth answers ${response.status}: ${detailOf(text) ?? text.slice(0, 300)}`);
}

function detailOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { detail?: string }).detail;
  } catch {
    return undefined;
  }
}
