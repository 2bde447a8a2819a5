import type { PropertyValue, RequestInit } from '@imagehub/filter-host';
import type { Subject } from './subject.js';

const CLUSTER = 'quota.default.dc1.internal.example.consul';
const PLANS = { personal: { limit: 10, window: 60 }, team: { limit: 100, window: 60 } };
const GUARD = [
  { method: 'GET', path: '/api/images/*/pull', cost: 1 },
  { method: 'POST', path: '/api/images', cost: 1 },
  { method: 'DELETE', path: '/api/images/*', cost: 0 },
];

/** Dynamic metadata as jwt_authn leaves it for a verified token with these claims. */
export function verified(claims: PropertyValue): RequestInit['metadata'] {
  return { 'envoy.filters.http.jwt_authn': { jwt_payload_imagehub: claims } };
}

/** A pull by a user on a plan. */
export function pull(sub: string, plan: string, more: Partial<RequestInit> = {}): RequestInit {
  return { path: '/api/images/0197/pull?w=800', metadata: verified({ sub, plan, exp: 1e9 }), ...more };
}

/** A configuration with one plan and one guard. */
export function onePlan(
  limit: number,
  window: number,
  cost = 1,
): {
  plans: { personal: { limit: number; window: number } };
  guard: [{ method: string; path: string; cost: number }];
} {
  return {
    plans: { personal: { limit, window } },
    guard: [{ method: 'GET', path: '/api/images/*/pull', cost }],
  };
}

export const planLimiter: Subject = {
  name: 'plan-limiter',
  configurations: [
    { mode: 'enforce', provider: 'imagehub', plans: PLANS, guard: GUARD },
    { plans: { personal: { limit: 3, window: 30 } }, guard: GUARD },
    // In shadow mode nobody waits for the ledger.
    {
      mode: 'shadow',
      ledger: { cluster: CLUSTER, timeoutMs: 40, onFailure: 'deny' },
      plans: PLANS,
      guard: GUARD,
    },
  ],
  service: {
    cluster: CLUSTER,
    configuration: { ledger: { cluster: CLUSTER }, plans: PLANS, guard: GUARD },
    request: (user) => pull(user, 'team'),
    answer: (body) => {
      const { leases = [] } = JSON.parse(body) as { leases?: { lease: string; want: number }[] };
      return {
        leases: leases.map(({ lease, want }) => ({
          lease,
          granted: want,
          remaining: 90,
          reset: 60_300,
          retryAfter: 0,
        })),
      };
    },
  },
  telltale: (turn) => pull(`telltale-${turn}`, 'personal'),
  requests: [
    pull('ada', 'personal'),
    pull('bob', 'team'),
    pull('cat', 'gold'),
    {
      path: '/api/images/1/pull',
      metadata: verified({ iss: 'image-hub', aud: ['a', 'b'], nested: { sub: 'x' } }),
    },
    { path: '/api/images/1/pull' },
    { path: '/api/images', method: 'POST', metadata: verified({ sub: 'dan', plan: 'team' }) },
    { path: '/api/images/1', method: 'DELETE', metadata: verified({ sub: 'dan', plan: 'team' }) },
    { path: '/api/images?q=pull', headers: { 'x-imagehub-plan': 'team', authorization: 'Bearer a.b.c' } },
  ],
  words: [
    'api',
    'images',
    'pull',
    'sub',
    'plan',
    'personal',
    'team',
    'imagehub',
    'GET',
    'HEAD',
    'POST',
    'plans',
    'guard',
    'limit',
    'window',
    'cost',
    'method',
    'path',
    'mode',
    'shadow',
    'provider',
    'ledger',
    'cluster',
    'timeoutMs',
    'onFailure',
    'leases',
    'lease',
    'granted',
    'remaining',
    'retryAfter',
  ],
};
