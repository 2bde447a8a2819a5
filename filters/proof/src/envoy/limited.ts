import { type Envoy, jwtFilter, startEnvoy, wasmFilter } from '@imagehub/filter-host';
import { type BuiltFilter, builtFilters } from '../modules.js';
import { Issuer } from '../parity/issuer.js';

export const CONCURRENCY = 4;
export const PULL = '/api/images/0197/pull';

/** A real Envoy with four workers, all filters and verification of tokens. It answers itself what passes them. */
export interface Limited {
  envoy: Envoy;
  /** The Authorization header of a user on plan `team`. */
  authorization(sub: string): string;
  /** Edits the limit of plan `team`, and something of every other filter. Answers whether Envoy has taken it. */
  limit(limit: number): Promise<boolean>;
}

/**
 * @param limit of plan `team`, in any hour: no count expires while a test runs
 * @param upstreamPort an app to pass requests on to. Default: none
 */
export async function startLimited(binary: string, limit: number, upstreamPort?: number): Promise<Limited> {
  const issuer = new Issuer();
  const built = await builtFilters();
  const filters = (now: number): object[] => [
    wasm(built, 'class-of-service', {
      default: 'standard',
      rules: [{ class: 'performance', when: { activity: { requests: now + 1, window: 60 } } }],
    }),
    wasm(built, 'experiments', {
      experiments: [{ key: 'gallery', seed: `seed-${now}`, variants: [{ key: 'grid' }, { key: 'masonry' }] }],
    }),
    jwtFilter('imagehub', 'image-hub', [issuer.jwk]),
    wasm(built, 'plan-limiter', {
      plans: { team: { limit: now, window: 3600 } },
      guard: [{ method: 'GET', path: '/api/images/*/pull' }],
    }),
  ];
  const upstream = upstreamPort === undefined ? {} : { upstreamPort };
  const envoy = await startEnvoy({ binary, concurrency: CONCURRENCY, filters: filters(limit), ...upstream });
  return {
    envoy,
    authorization: (sub) => `Bearer ${issuer.sign(issuer.complete({ sub, plan: 'team' }))}`,
    limit: (now) => envoy.update(filters(now)),
  };
}

function wasm(built: readonly BuiltFilter[], name: string, configuration: object): object {
  const filter = built.find((candidate) => candidate.name === name);
  if (!filter) throw new Error(`the manifest has no ${name}`);
  return wasmFilter(name, filter.file, configuration);
}
