/** An HTTP filter as Envoy's configuration has it. */
export interface HttpFilter {
  name: string;
  typed_config: { '@type': string; [field: string]: unknown };
}

/** One listener: what is between the connection and the answer. */
export interface Listener {
  name: string;
  filters: HttpFilter[];
}

/** The claims in a verified token. */
export type Claims = Record<string, string | number>;

/** The claims of a user, as auth signs them. */
export const subscriber: Claims = {
  iss: 'image-hub',
  aud: 'image-hub',
  sub: '01935a6e-7f00-7a3c-9d5e-3b1f0c2d4e5f',
  name: 'Aroha',
  plan: 'enterprise',
  role: 'user',
  iat: 1_767_225_600,
  exp: 1_767_226_500,
};

const TYPES = 'type.googleapis.com/envoy.extensions.filters';

/**
 * Puts claims where `jwt_authn` puts those of a verified token. So every variant decides on the same claims, without the
 * cost, and the noise, of verifying a signature.
 */
export function verifiedClaims(claims: Claims): HttpFilter {
  return {
    name: 'envoy.filters.http.set_metadata',
    typed_config: {
      '@type': `${TYPES}.http.set_metadata.v3.Config`,
      metadata: [
        { metadata_namespace: 'envoy.filters.http.jwt_authn', value: { jwt_payload_imagehub: claims } },
      ],
    },
  };
}

/** The request header that says who asks, for loads by many users; see `claimsHeader`. */
export const CLAIMS = 'x-bench-claims';

/** The same as `verifiedClaims`, with the claims that a request's header holds. */
export const claimsOfRequest: HttpFilter = {
  name: 'envoy.filters.http.header_to_metadata',
  typed_config: {
    '@type': `${TYPES}.http.header_to_metadata.v3.Config`,
    request_rules: [
      {
        header: CLAIMS,
        on_header_present: {
          metadata_namespace: 'envoy.filters.http.jwt_authn',
          key: 'jwt_payload_imagehub',
          type: 'PROTOBUF_VALUE',
          encode: 'BASE64',
        },
        remove: true,
      },
    ],
  },
};

/**
 * A bootstrap with the listeners, each on a port that the system chooses, and the admin API. Envoy answers by itself
 * (`direct_response`): an upstream would cost several times what a filter does, and vary by more. It holds a request that
 * asks for it, behind the filters, as an upstream would.
 *
 * @param clusters ports on 127.0.0.1 of services that filters call, by the names of their clusters
 */
export function bootstrap(listeners: Listener[], clusters: Record<string, number> = {}): object {
  return {
    admin: { address: loopback() },
    static_resources: {
      listeners: listeners.map(listener),
      clusters: Object.entries(clusters).map(([name, port]) => cluster(name, port)),
    },
    // The one regular work of the main thread; its CPU would be counted to whatever is measured at the time.
    stats_flush_on_admin: true,
  };
}

function listener({ name, filters }: Listener) {
  const manager = {
    '@type': `${TYPES}.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: name,
    route_config: { name, virtual_hosts: [{ name, domains: ['*'], routes: [directResponse] }] },
    http_filters: [...filters, hold, router],
    generate_request_id: false,
  };
  return {
    name,
    address: loopback(),
    filter_chains: [
      { filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }] },
    ],
  };
}

const directResponse = {
  match: { prefix: '/' },
  direct_response: { status: 200, body: { inline_string: 'a picture\n' } },
};

/** The request header that says for how many milliseconds the request is to be held before it is answered. */
export const HOLD = 'x-envoy-fault-delay-request';

/** An answer at once would leave no request in flight, however many connections there are. */
const hold: HttpFilter = {
  name: 'envoy.filters.http.fault',
  typed_config: {
    '@type': `${TYPES}.http.fault.v3.HTTPFault`,
    delay: { header_delay: {}, percentage: { numerator: 100, denominator: 'HUNDRED' } },
  },
};

const router: HttpFilter = {
  name: 'envoy.filters.http.router',
  typed_config: { '@type': `${TYPES}.http.router.v3.Router` },
};

function cluster(name: string, port: number) {
  const endpoint = { endpoint: { address: loopback(port) } };
  return {
    name,
    type: 'STATIC',
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [endpoint] }] },
  };
}

function loopback(port = 0) {
  return { socket_address: { address: '127.0.0.1', port_value: port } };
}
