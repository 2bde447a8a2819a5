import { type JsonWebKeySet, Problem } from '@imagehub/common';

interface JwtProvider {
  JSONWebKeySet?: { Local?: { JWKS?: string } };
}

/**
 * The kids of the keys that the sidecars verify tokens by, as Consul's jwt-provider holds them.
 *
 * @param consul address of its HTTP API.
 * @throws Problem 503 when Consul cannot tell.
 */
export async function kidsInMesh(consul: string): Promise<string[]> {
  const url = new URL('/v1/config/jwt-provider/imagehub', consul);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    if (!response.ok) throw new Error(`Consul answered ${response.status}`);
    const { JSONWebKeySet } = (await response.json()) as JwtProvider;
    const text = Buffer.from(JSONWebKeySet?.Local?.JWKS ?? '', 'base64').toString();
    return (JSON.parse(text) as JsonWebKeySet).keys.flatMap(({ kid }) => kid ?? []);
  } catch (cause) {
    throw new Problem(
      503,
      'Consul does not tell which keys the sidecars verify tokens by. Try again shortly.',
      {
        kind: 'consul-unavailable',
        retryAfter: 2,
        cause,
      },
    );
  }
}
