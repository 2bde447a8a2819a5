import {
  type Envoy,
  type EnvoyRequest,
  type EnvoyResponse,
  jwtFilter,
  type PropertyValue,
  type RequestInit,
  type ResponseInit,
  startEnvoy,
  wasmFilter,
} from '@imagehub/filter-host';
import { ANSWER, seenByEcho, startEcho } from '../envoy/echo.js';
import type { Json } from '../json.js';
import { builtFilters } from '../modules.js';
import { Chain } from './chain.js';
import { Issuer } from './issuer.js';
import { type ScriptedRequest, scriptedConfigurations, scriptedRequests } from './script.js';
import { differences, type Trace, traceOf } from './trace.js';

const CONCURRENCY = 4;
/** Envoy puts this before the name of every metric that a filter defines. */
const CUSTOM = 'wasmcustom.';
const PROVIDER = 'imagehub';
const VISITOR = 'ih_visitor=01970000-0000-7000-8000-0000000000aa';

/** One request, sent once to each side. */
export interface Compared {
  about: string;
  host: Trace;
  envoy: Trace;
  /** Empty if both are as they should be. */
  differences: string[];
}

export interface Comparison {
  requests: Compared[];
  /** What the filters have counted on each side, by metric, in the end. */
  metrics: { host: Record<string, number>; envoy: Record<string, number> };
}

/** Sends every scripted request to the host and to a real Envoy, one after the other, and compares what is seen. */
export async function compareAll(binary: string): Promise<Comparison> {
  const issuer = new Issuer();
  const echo = await startEcho();
  const chained = await chainedFilters();
  const wasm = chained.map(({ filter, configuration }) =>
    wasmFilter(filter.name, filter.file, configuration),
  );
  const filters = [...wasm.slice(0, -1), jwtFilter(PROVIDER, 'image-hub', [issuer.jwk]), ...wasm.slice(-1)];
  const envoy = await startEnvoy({ binary, concurrency: CONCURRENCY, filters, upstreamPort: echo.port });
  try {
    const chain = new Chain(chained, CONCURRENCY);
    const compared: Compared[] = [];
    for (const request of await scriptedRequests()) {
      for (let time = 0; time < (request.times ?? 1); time++) {
        const prepared = prepare(request, issuer);
        const started = performance.now();
        const answer = await envoy.request(prepared.toEnvoy);
        const atHost = chain.send(prepared.toHost, prepared.response);
        const atEnvoy = envoyTrace(answer);
        const tolerance = Math.ceil((performance.now() - started) / 1000);
        compared.push({
          about: request.about,
          host: atHost,
          envoy: atEnvoy,
          differences: differences(atHost, atEnvoy, request.expect, tolerance),
        });
      }
    }
    return { requests: compared, metrics: { host: chain.metrics(), envoy: await metricsOf(envoy) } };
  } finally {
    await envoy.stop();
    echo.close();
  }
}

/** The filters' counters that are not 0, under the names that the filters gave them. */
async function metricsOf(envoy: Envoy): Promise<Record<string, number>> {
  const stats = Object.entries(await envoy.stats(`^${CUSTOM}`)).filter(([, value]) => value > 0);
  return Object.fromEntries(stats.map(([name, value]) => [name.slice(CUSTOM.length), value]));
}

/** The filters in the order of the script's configurations: the last stands behind the verification of tokens. */
async function chainedFilters(): Promise<
  { filter: Awaited<ReturnType<typeof builtFilters>>[number]; configuration: Json }[]
> {
  const built = await builtFilters();
  const configurations = await scriptedConfigurations();
  const forgotten = built.filter(({ name }) => !(name in configurations)).map(({ name }) => name);
  if (forgotten.length > 0) throw new Error(`parity/configurations.json lacks ${forgotten.join(', ')}`);
  return Object.entries(configurations).map(([name, configuration]) => {
    const filter = built.find((candidate) => candidate.name === name);
    if (!filter) throw new Error(`parity/configurations.json has ${name}, which is no filter`);
    return { filter, configuration };
  });
}

/** The request as each side wants it. */
function prepare(
  request: ScriptedRequest,
  issuer: Issuer,
): { toEnvoy: EnvoyRequest; toHost: RequestInit; response: ResponseInit } {
  const { method = 'GET', path, response = {} } = request;
  const headers: Record<string, string | string[]> = {
    ...(!request.newcomer && { cookie: VISITOR }),
    ...request.headers,
  };
  const claims = request.claims && issuer.complete(request.claims);
  if (claims && request.token === 'expired') claims.exp = 1_000_000_000;
  if (claims)
    headers.authorization = `Bearer ${issuer.sign(claims, request.token === 'foreign' ? 'foreign' : 'us')}`;
  const verified: PropertyValue = claims && !request.token ? { [`jwt_payload_${PROVIDER}`]: claims } : {};
  const { ':status': status = '200', ...answered } = response;
  return {
    toEnvoy: { method, path, headers: { ...headers, [ANSWER]: JSON.stringify(response) } },
    toHost: { method, path, headers, metadata: { 'envoy.filters.http.jwt_authn': verified } },
    response: { status: Number(status), headers: answered },
  };
}

function envoyTrace({ status, headers, body }: EnvoyResponse): Trace {
  const upstream = seenByEcho(headers);
  return traceOf({ status, headers, upstream, ...(!upstream && body !== '' && { body }) });
}
