import type { Variant } from './variant.js';

/** Envoy's own limiter in C++: a token bucket for each `sub`, no plans, no fields, no problem bodies. */
export function native(limit: number): Variant {
  const bucket = { max_tokens: limit, tokens_per_fill: limit, fill_interval: '60s' };
  const always = { default_value: { numerator: 100, denominator: 'HUNDRED' } };
  const sub = {
    key: 'envoy.filters.http.jwt_authn',
    path: [{ key: 'jwt_payload_imagehub' }, { key: 'sub' }],
  };
  return {
    id: 'native',
    title: 'native local_ratelimit, by user',
    filters: [
      {
        name: 'envoy.filters.http.local_ratelimit',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
          stat_prefix: 'native',
          token_bucket: bucket,
          filter_enabled: always,
          filter_enforced: always,
          always_consume_default_token_bucket: false,
          rate_limits: [
            { actions: [{ metadata: { descriptor_key: 'sub', metadata_key: sub, source: 'DYNAMIC' } }] },
          ],
          // A descriptor without a value stands for any value: one bucket for each.
          descriptors: [{ entries: [{ key: 'sub' }], token_bucket: bucket }],
        },
      },
    ],
    modules: [],
  };
}
