import { type Exchange, FilterHost, type RequestInit, type ResponseInit } from '@imagehub/filter-host';
import type { Json } from '../json.js';
import type { BuiltFilter } from '../modules.js';
import { type Trace, traceOf } from './trace.js';

/** Several filters behind one another, each in a host of its own with as many workers as Envoy has. */
export class Chain {
  readonly #hosts: FilterHost[];
  readonly #workers: number;
  #turn = 0;

  /** @throws {Error} with the filter's log if it refuses its configuration */
  constructor(filters: readonly { filter: BuiltFilter; configuration: Json }[], workers: number) {
    this.#workers = workers;
    this.#hosts = filters.map(({ filter, configuration }) => {
      const host = new FilterHost({ module: filter.module, workers });
      if (!host.configure(configuration)) {
        throw new Error(`${filter.name}: ${host.logs.map(({ message }) => message).join('\n')}`);
      }
      return host;
    });
  }

  /** The counters of all filters that are not 0. */
  metrics(): Record<string, number> {
    return Object.assign({}, ...this.#hosts.map((host) => host.metrics.all()));
  }

  /** Sends a request through all of them, and the app's answer back. Each request meets the next worker. */
  send(request: RequestInit, response: ResponseInit): Trace {
    const worker = this.#turn++ % this.#workers;
    const passed: Exchange[] = [];
    let forwarded: [string, string][] | undefined = pairs(request);
    for (const host of this.#hosts) {
      host.clock.now = BigInt(Date.now()) * 1_000_000n;
      // The filter before may have changed the path.
      const path = forwarded.find(([name]) => name === ':path')?.[1] ?? request.path;
      const exchange: Exchange = host.open({ ...request, path, headers: forwarded, worker });
      passed.push(exchange);
      forwarded = exchange.forwarded;
      if (!forwarded) break;
    }
    const upstream = forwarded && joined(forwarded);
    let answer = { status: response.status ?? 200, headers: response.headers ?? {} };
    let body: string | undefined;
    for (const exchange of passed.toReversed()) {
      const passing = exchange.respond(answer);
      if (!passing.upstream && request.method !== 'HEAD') body ??= passing.body;
      answer = { status: passing.status, headers: passing.headers };
    }
    return traceOf({
      status: answer.status,
      headers: joined(pairs({ ...request, ...answer })),
      body,
      upstream,
    });
  }
}

function pairs({ headers = {} }: Pick<RequestInit, 'headers'>): [string, string][] {
  const entries = Array.isArray(headers) ? headers : Object.entries(headers);
  return entries.flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name.toLowerCase(), value]),
  );
}

function joined(headers: [string, string][]): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of headers) all[name] = all[name] === undefined ? value : `${all[name]},${value}`;
  return all;
}
