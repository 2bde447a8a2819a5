import { type Envoy, jwtFilter, startEnvoy, wasmFilter } from '@imagehub/filter-host';
import { builtFilter } from '../modules.js';
import { Issuer } from '../parity/issuer.js';

export const CONCURRENCY = 4;
export const PULL = '/api/images/0197/pull';

/** A real Envoy with four workers, verification of tokens and the plan-limiter; it answers what passes itself. */
export interface Limited {
  envoy: Envoy;
  /** The Authorization header of a user on plan `team`. */
  authorization(sub: string): string;
  /** Edits the limit of plan `team`. Answers whether Envoy has taken it. */
  limit(limit: number): Promise<boolean>;
}

/** @param limit of plan `team`, in any hour: no count expires while a test runs */
export async function startLimited(binary: string, limit: number): Promise<Limited> {
  const issuer = new Issuer();
  const { file } = await builtFilter('plan-limiter');
  const filters = (now: number): object[] => [
    jwtFilter('imagehub', 'image-hub', [issuer.jwk]),
    wasmFilter('plan-limiter', file, {
      plans: { team: { limit: now, window: 3600 } },
      guard: [{ method: 'GET', path: '/api/images/*/pull' }],
    }),
  ];
  const envoy = await startEnvoy({ binary, concurrency: CONCURRENCY, filters: filters(limit) });
  return {
    envoy,
    authorization: (sub) => `Bearer ${issuer.sign(issuer.complete({ sub, plan: 'team' }))}`,
    limit: (now) => envoy.update(filters(now)),
  };
}
