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
import { ANSWER, type Echo, seenByEcho, startEcho } from '../envoy/echo.js';
import type { Json } from '../json.js';
import { type BuiltFilter, builtFilters } from '../modules.js';
import { Chain } from './chain.js';
import { Issuer } from './issuer.js';
import { type ScriptedRequest, scriptedConfigurations } from './script.js';
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

/** Counters by name, as each side has them. */
export interface Counted {
  host: Record<string, number>;
  envoy: Record<string, number>;
}

/** The host and a real Envoy with the same filters, configured alike. */
export class SideBySide {
  readonly #envoy: Envoy;
  readonly #echo: Echo;
  readonly #chain: Chain;
  readonly #issuer: Issuer;

  private constructor(envoy: Envoy, echo: Echo, chain: Chain, issuer: Issuer) {
    this.#envoy = envoy;
    this.#echo = echo;
    this.#chain = chain;
    this.#issuer = issuer;
  }

  /** @param binary path of an Envoy */
  static async start(binary: string): Promise<SideBySide> {
    const issuer = new Issuer();
    const chained = await chainedFilters();
    const wasm = chained.map(({ filter, configuration }) =>
      wasmFilter(filter.name, filter.file, configuration),
    );
    const filters = [...wasm.slice(0, -1), jwtFilter(PROVIDER, 'image-hub', [issuer.jwk]), ...wasm.slice(-1)];
    const echo = await startEcho();
    const envoy = await startEnvoy({ binary, concurrency: CONCURRENCY, filters, upstreamPort: echo.port });
    return new SideBySide(envoy, echo, new Chain(chained, CONCURRENCY), issuer);
  }

  /** Sends a request once to each side. Undefined if Envoy would have none of it, for no filter's reasons. */
  async compare(request: ScriptedRequest): Promise<Compared | undefined> {
    const prepared = prepare(request, this.#issuer);
    const started = performance.now();
    const answer = await this.#envoy.request(prepared.toEnvoy);
    if (answer.status === 400) return undefined;
    const host = this.#chain.send(prepared.toHost, prepared.response);
    const envoy = envoyTrace(answer);
    const tolerance = Math.ceil((performance.now() - started) / 1000);
    return {
      about: request.about,
      host,
      envoy,
      differences: differences(host, envoy, request.expect ?? {}, tolerance),
    };
  }

  /** What the filters have counted so far. */
  async counted(): Promise<Counted> {
    return { host: this.#chain.metrics(), envoy: await metricsOf(this.#envoy) };
  }

  async stop(): Promise<void> {
    await this.#envoy.stop();
    this.#echo.close();
  }
}

/** The filters' counters that are not 0, under the names that the filters gave them. */
async function metricsOf(envoy: Envoy): Promise<Record<string, number>> {
  const stats = Object.entries(await envoy.stats(`^${CUSTOM}`)).filter(([, value]) => value > 0);
  return Object.fromEntries(stats.map(([name, value]) => [name.slice(CUSTOM.length), value]));
}

/** The filters in the order of the script's configurations: the last stands behind the verification of tokens. */
async function chainedFilters(): Promise<{ filter: BuiltFilter; configuration: Json }[]> {
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
