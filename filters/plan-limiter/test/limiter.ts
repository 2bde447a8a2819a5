import { readFile } from 'node:fs/promises';
import {
  FilterHost,
  type FilterHostOptions,
  type PropertyValue,
  type RequestInit,
} from '@imagehub/filter-host';
import { buildFilters } from '../../build.mjs';

const DIST = new URL('../../dist/', import.meta.url);

/** The module under test, built if its sources have changed. */
export async function buildLimiter(): Promise<{ module: WebAssembly.Module; bytes: number; path: URL }> {
  const { 'plan-limiter': built } = await buildFilters();
  if (!built) throw new Error('the build made no plan-limiter');
  const path = new URL(built.file, DIST);
  return { module: await WebAssembly.compile(await readFile(path)), bytes: built.bytes, path };
}

export const { module } = await buildLimiter();

/** The configuration that the hub's mesh uses. */
export const CONFIGURATION = {
  mode: 'enforce',
  provider: 'imagehub',
  plans: {
    personal: { limit: 10, window: 60 },
    team: { limit: 100, window: 60 },
    enterprise: { limit: 1000, window: 60 },
  },
  guard: [
    { method: 'GET', path: '/api/images/*/pull', cost: 1 },
    { method: 'POST', path: '/api/images', cost: 1 },
    { method: 'DELETE', path: '/api/images/*', cost: 0 },
  ],
};

/** A host with the limiter on it, configured as given. */
export function limiter(
  configuration: unknown = CONFIGURATION,
  options: Partial<FilterHostOptions> = {},
): FilterHost {
  const host = new FilterHost({ module, ...options });
  if (!host.configure(configuration)) throw new Error(host.logs.map(({ message }) => message).join('\n'));
  return host;
}

/** Dynamic metadata as jwt_authn leaves it for a token with these claims. */
export function verified(claims: PropertyValue): RequestInit['metadata'] {
  return { 'envoy.filters.http.jwt_authn': { jwt_payload_imagehub: claims } };
}

/** A pull by a user. */
export function pull(sub: string, plan: string, more: Partial<RequestInit> = {}): RequestInit {
  return {
    path: '/api/images/0197/pull?w=800',
    metadata: verified({ iss: 'image-hub', sub, plan, exp: 1e9 }),
    ...more,
  };
}
