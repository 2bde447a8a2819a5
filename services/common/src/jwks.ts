import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { Problem } from './problems.js';
import { traced, traceHeaders } from './tracing/span.js';

/** Gives the public key of a `kid` as SPKI in PEM, or undefined when nobody signs with such a key. */
export type KeySource = (kid: string) => Promise<string | undefined>;

export interface JsonWebKeySet {
  keys: (JsonWebKey & { kid?: string })[];
}

interface RemoteJwksOptions {
  /** Age in ms from which the set is fetched again, beside the request that noticed. */
  maxAge?: number;
  /** Least time in ms between two fetches because of an unknown `kid`, so that made-up ones cost nothing. */
  cooldown?: number;
  fetch?: typeof fetch;
}

/**
 * A JSON Web Key Set (RFC 7517) behind a URL, kept in memory.
 *
 * Keys once known are used while the server is away; an unknown `kid` has the set fetched at once, so that a new
 * signing key works with its first token.
 *
 * @throws Problem 503 when no set was ever fetched: without keys nobody is let in.
 */
export function remoteJwks(
  url: string,
  { maxAge = 60_000, cooldown = 2_000, fetch = globalThis.fetch }: RemoteJwksOptions = {},
): KeySource {
  let keys: Map<string, string> | undefined;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;

  function refresh(): Promise<void> {
    running ??= load().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function load(): Promise<void> {
    attemptedAt = performance.now();
    const response = await traced('GET keys', () =>
      fetch(url, { headers: traceHeaders(), signal: AbortSignal.timeout(2_000) }),
    );
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    keys = toPem((await response.json()) as JsonWebKeySet);
  }

  return async (kid) => {
    const age = performance.now() - attemptedAt;
    const known = keys?.get(kid);
    if (known) {
      if (age > maxAge) refresh().catch(() => {});
      return known;
    }
    if (running || !keys || age > cooldown) {
      await refresh().catch((cause) => {
        if (!keys) {
          throw new Problem(503, 'Tokens cannot be verified right now. Try again shortly.', {
            retryAfter: 2,
            cause,
          });
        }
      });
    }
    return keys?.get(kid);
  };
}

/** The RSA keys of a set by `kid`, as SPKI in PEM. */
export function toPem({ keys }: JsonWebKeySet): Map<string, string> {
  const pems = new Map<string, string>();
  for (const key of keys) {
    if (!key.kid || key.kty !== 'RSA') continue;
    const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    pems.set(key.kid, pem.toString());
  }
  return pems;
}
