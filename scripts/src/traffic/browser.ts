import { CookieJar } from 'tough-cookie';
import type { Random } from '../seed/random.js';
import { type Answer, type Client, headerOf, type Route, type Sending } from './client.js';
import type { Tally } from './tally.js';
import type { Visit } from './visits.js';

/** The most answers that a browser keeps; pictures come and go. */
const CACHED = 400;

/** A browser, or a program in its place, that somebody has over several visits. */
export interface Browser {
  /** Sends a request as this client does, and tallies it for whoever uses it now. */
  request(route: Route, path: string, sending: Sending, use: Use): Promise<Answer>;
  /** Fetches what a page or a person shows: from the cache, or asking whether it has changed, or anew. */
  fetch(route: Route, path: string, sending: Sending, use: Use): Promise<void>;
  /** The variant that this browser was given last. */
  variantOf(experiment: string): string | undefined;
  /** How hard it is to convince whoever sits before it, 0 to 1: the same at every visit. */
  reluctance: Record<string, number>;
  keepsCookies: boolean;
}

/** For whom a request counts, and what ends it. */
export interface Use {
  kind: Tallied;
  signal: AbortSignal;
}
export type Tallied = Visit['kind'] | 'clean-up';

export function openBrowser(
  origin: string,
  client: Client,
  tally: Tally,
  random: Random,
  { client: program, profile }: Pick<Visit, 'client' | 'profile'>,
): Browser {
  const jar = program === 'browser' ? new CookieJar() : undefined;
  const variants = new Map<string, string>();
  const counted = new Set<string>();
  /** By path: the ETag to ask with, or '' for what never changes. */
  const cache = new Map<string, string>();

  async function request(route: Route, path: string, sending: Sending, use: Use): Promise<Answer> {
    const cookie = jar?.getCookieStringSync(origin + path);
    const headers = { ...profile, ...(cookie && { cookie }), ...sending.headers };
    const answer = await client.send(path, { ...sending, headers }, use.signal);
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      jar?.setCookieSync(line, origin + path, { ignoreError: true });
    }
    tally.answer(use.kind, route, answer);
    if (jar) experience(route, answer, cookie?.includes('ih_visitor=') ?? false);
    return answer;
  }

  /** As the filter counts: from the request on that brings the visitor's cookie back, each visitor once. */
  function experience(route: Route, { status, headers }: Answer, known: boolean): void {
    for (const [experiment, variant] of assignmentsOf(headerOf(headers, 'x-imagehub-experiments'))) {
      variants.set(experiment, variant);
      if (!known) continue;
      const once = (what: 'exposed' | 'converted') => {
        const mark = `${what} ${experiment}`;
        if (!counted.has(mark)) tally[what](experiment, variant);
        counted.add(mark);
      };
      once('exposed');
      if (route === 'pull' && status >= 200 && status < 400) once('converted');
    }
  }

  return {
    request,
    async fetch(route, path, sending, use) {
      const etag = cache.get(path);
      if (etag === '') return;
      const headers = { ...sending.headers, ...(etag && { 'if-none-match': etag }) };
      const { status, headers: answered } = await request(route, path, { ...sending, headers }, use);
      if (status !== 200 || !jar) return;
      const immutable = headerOf(answered, 'cache-control')?.includes('immutable');
      cache.set(path, immutable ? '' : (headerOf(answered, 'etag') ?? 'none'));
      if (cache.size > CACHED) cache.delete(cache.keys().next().value as string);
    },
    variantOf: (experiment) => variants.get(experiment),
    reluctance: { gallery: random(), renditions: random() },
    keepsCookies: jar !== undefined,
  };
}

/** Reads `gallery=grid, renditions=stored`. */
function assignmentsOf(header = ''): [experiment: string, variant: string][] {
  return header.split(',').flatMap((part): [string, string][] => {
    const [experiment = '', variant = ''] = part.trim().split('=');
    return variant ? [[experiment, variant]] : [];
  });
}
