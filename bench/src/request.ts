import { readFile } from 'node:fs/promises';
import { type Answer, FilterHost, HostError } from '@imagehub/filter-host';
import { subscriber } from './envoy/bootstrap.js';
import type { Script } from './load.js';
import type { Module } from './variants/variant.js';

/** The request that is measured. */
export interface Pull {
  path: string;
  headers: Record<string, string>;
  /** What makes requests that differ from each other; by default all are the same. */
  script?: Script;
}

/** A guarded route. */
export const PULL = '/api/images/01935a6f-2b10-7c41-8f6a-5d2e7b9c0a13/pull';

/** As long as one of auth's; nobody verifies it here. */
const TOKEN = [{ alg: 'RS256', typ: 'JWT', kid: 'x'.repeat(43) }, subscriber]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('A'.repeat(342))
  .join('.');

/** A pull by a browser whose user is logged in, with the cookie of the product's visitors. */
export const pull: Pull = {
  path: PULL,
  headers: {
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    accept: 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
    'accept-language': 'en-NZ,en;q=0.7,mi;q=0.3',
    'accept-encoding': 'gzip, deflate, br, zstd',
    referer: 'http://localhost:8080/',
    cookie: 'ih_visitor=AZNabwxEfSGxxZ6PamstcA',
    authorization: `Bearer ${TOKEN}`,
  },
};

/**
 * The same pull by a visitor who has been here before: with the cookies that the filters set on the first visit. Visits of
 * the other kind are the first one of many.
 */
export async function returning(modules: Module[]): Promise<Pull> {
  let { cookie } = pull.headers;
  for (const module of modules) {
    const { headers } = await answerOf(module, pull);
    const [set] = headers['set-cookie']?.split(';') ?? [];
    if (set) cookie = `${cookie}; ${set}`;
  }
  return { ...pull, headers: { ...pull.headers, ...(cookie && { cookie }) } };
}

/**
 * How many host calls a request and its response cost in these filters: each is a way out of the VM and back, and they are
 * most of what a filter costs.
 *
 * @returns by name, with how often; undefined for a module that `filters/host` cannot run
 */
export async function countHostCalls(
  modules: Module[],
  request: Pull,
): Promise<Record<string, number> | undefined> {
  const counts: Record<string, number> = {};
  try {
    for (const module of modules) {
      const { calls } = await answerOf(module, request);
      for (const call of calls) counts[call] = (counts[call] ?? 0) + 1;
    }
    return counts;
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}

/** What a filter makes of the second of two equal requests: the first of a user may cost more than those that follow. */
async function answerOf({ name, file, configuration }: Module, { path, headers }: Pull): Promise<Answer> {
  const host = new FilterHost({ module: await WebAssembly.compile(await readFile(file)) });
  if (!host.configure(configuration)) throw new Error(`${name} refuses its configuration`);
  const metadata = { 'envoy.filters.http.jwt_authn': { jwt_payload_imagehub: subscriber } };
  host.send({ path, headers, metadata });
  return host.send({ path, headers, metadata });
}
